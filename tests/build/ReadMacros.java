import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.poi.poifs.macros.VBAMacroReader;

/** Prints each module's name and, in base64, its source as Apache POI reads it. */
public class ReadMacros {
    public static void main(String[] files) throws Exception {
        try (VBAMacroReader reader = new VBAMacroReader(new File(files[0]))) {
            for (var module : reader.readMacros().entrySet()) {
                byte[] source = module.getValue().getBytes(StandardCharsets.UTF_8);
                System.out.println(module.getKey() + " " + Base64.getEncoder().encodeToString(source));
            }
        }
    }
}
