// The time of a status request: Bench READY.

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import ringout.Call;
import ringout.Client;

final class Bench {
    public static void main(String[] arguments) throws Exception {
        Simulator simulator = new Simulator(Json.object(Json.read(Files.readAllLines(Path.of(arguments[0])).get(0))));
        simulator.clock(Map.of("running", false));
        try (Client client = simulator.client()) {
            Call call = client.createCall(Simulator.request());
            long[] times = new long[1000];
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < times.length; i++) {
                    long began = System.nanoTime();
                    call.status();
                    times[i] = System.nanoTime() - began;
                }
            }
            Arrays.sort(times);
            System.out.printf("java status(): %.1f us, the median of 1,000 after 5,000%n", times[500] / 1e3);
        }
    }
}
