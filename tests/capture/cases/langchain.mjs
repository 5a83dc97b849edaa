/** LangChain with OpenInference: a prompt, a model and a parser. */
export const cases = ['chain']

export async function run(_name, { url }) {
  const { ChatOpenAI } = await import('@langchain/openai')
  const { ChatPromptTemplate } = await import('@langchain/core/prompts')
  const { StringOutputParser } = await import('@langchain/core/output_parsers')
  const model = new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'sk-capture',
    maxRetries: 0,
    configuration: { baseURL: `${url}/v1` },
  })
  const prompt = ChatPromptTemplate.fromMessages([
    ['system', 'Answer in one sentence.'],
    ['user', 'How is the weather in {city}?'],
  ])
  await prompt.pipe(model).pipe(new StringOutputParser()).invoke({ city: 'Tehran' })
}
