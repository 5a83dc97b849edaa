/** What to do about brokers that will not have us. The client's own words name neither a setting nor a certificate. */

/** First match wins: the more particular ones stand first. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /self.signed certificate|unable to (get|verify)|certificate (has expired|is not yet valid)|CERT_/i,
    "the brokers' certificate is not trusted: name the authority that signed it in KAFKA_CA_FILE",
  ],
  [
    /does not match certificate|altnames/i,
    'the certificate is of another host: name the brokers in KAFKA_BROKERS as the certificate does',
  ],
  [
    /before secure TLS connection|wrong version number/i,
    'this port of the brokers does not speak TLS: name the one that does, or unset KAFKA_TLS and KAFKA_CA_FILE',
  ],
  [
    /current SASL state/i,
    'this port of the brokers asks for no password: name the one that does, or unset KAFKA_SASL_MECHANISM',
  ],
  [
    /mechanism.*(not enabled|not supported)|does not support.*mechanism/i,
    'the brokers do not know this way of asking for a password: set KAFKA_SASL_MECHANISM to one that they know',
  ],
  [
    /SASL|authentication failed/i,
    'the brokers refuse the user or its password: check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM',
  ],
  [/not authorized|AUTHORIZATION_FAILED/i, 'the user lacks a right: give it those that docs/kafka.md names'],
  [
    /Closed connection/i,
    'the brokers hang up: check KAFKA_BROKERS, and whether this port wants TLS (KAFKA_TLS) or a password (KAFKA_SASL_MECHANISM)',
  ],
]

export function adviceFor(why: string): string {
  return ADVICE.find(([pattern]) => pattern.test(why))?.[1] ?? 'check KAFKA_BROKERS and the brokers'
}
