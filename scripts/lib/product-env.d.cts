declare const env: Readonly<Record<string, string>>
export = env
