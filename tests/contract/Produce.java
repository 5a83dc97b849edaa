import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Forty records with each codec, in large batches: what a consumer that cannot read a codec would choke on. */
public class Produce {
  public static void main(String[] args) throws Exception {
    for (String codec : new String[] {"none", "gzip", "snappy", "lz4", "zstd"}) {
      Properties settings = new Properties();
      settings.put("bootstrap.servers", args[0]);
      settings.put("compression.type", codec);
      settings.put("linger.ms", "200");
      settings.put("batch.size", "400000");
      settings.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
      settings.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
      try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
        for (int index = 0; index < 40; index++) {
          String value = (codec + " " + index + " ").repeat(1 + index * 100);
          producer.send(new ProducerRecord<>(args[1], 0, null, value));
        }
      }
    }
  }
}
