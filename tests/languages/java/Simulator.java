// The admin API of a simulator that the runner has started.

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import ringout.Call;
import ringout.CallRequest;
import ringout.Client;

final class Simulator {
    static final String CALLER = "+16505550123";
    static final String CALLEE = "+16505550100";
    static final String EVERYTHING = "/restapi/v1.0/account";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final String url;
    final String clientId;
    final String clientSecret;
    final String jwt;
    final String username;
    final String password;

    Simulator(Map<String, Object> ready) {
        url = (String) ready.get("url");
        clientId = (String) ready.get("client_id");
        clientSecret = (String) ready.get("client_secret");
        jwt = (String) ready.get("jwt");
        username = (String) ready.get("username");
        password = (String) ready.get("password");
    }

    Client.Builder builder() {
        return Client.builder().server(url).clientId(clientId).clientSecret(clientSecret).jwt(jwt);
    }

    Client client() {
        return builder().build();
    }

    static CallRequest request() {
        return CallRequest.to(CALLEE).from(CALLER);
    }

    Call call() {
        return client().createCall(request());
    }

    Map<String, Object> ask(String method, String path, Object body) {
        HttpRequest.BodyPublisher content = body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(Json.write(body), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/_simulator/" + path)).method(method, content).build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() >= 300) throw new IllegalStateException(path + ": " + response.body());
            return response.body().isEmpty() ? Map.of() : Json.object(Json.read(response.body()));
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void reset() {
        ask("POST", "reset", null);
    }

    void clock(Map<String, Object> change) {
        ask("POST", "clock", change);
    }

    void fault(String method, String path, Map<String, Object> fault) {
        ask("POST", "faults", Map.of("method", method, "path", path, "times", 0, "fault", fault));
    }

    List<Map<String, Object>> requests(String method, String part) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Object entry : Json.list(ask("GET", "journal", null).get("requests"))) {
            Map<String, Object> request = Json.object(entry);
            if (request.get("method").equals(method) && ((String) request.get("path")).contains(part)) found.add(request);
        }
        return found;
    }

    long placed() {
        return ((Double) Json.object(ask("GET", "state", null).get("calls")).get("placed")).longValue();
    }

    void waitForRequest(String method, String part) throws Exception {
        until(() -> !requests(method, part).isEmpty());
    }

    static void until(Callable<Boolean> condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - began > Duration.ofSeconds(60).toNanos()) throw new AssertionError("it does not happen");
            Thread.sleep(10);
        }
    }
}
