import java.nio.file.Path;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Predictor;

/** Reads a written digit: java ReadDigit digit.png */
public class ReadDigit {
    public static void main(String[] args) {
        try (Predictor predictor = ModelZoo.load("lenet5.mnist").predictor()) {
            System.out.println(predictor.predict(Path.of(args[0])).label());
        }
    }
}
