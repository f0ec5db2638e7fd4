package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.report.page.Page;
import dev.stalemate.search.Monitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests: the page, and the routes below it, to a client that knows the secret and names this host. */
final class Routes extends Handler.Abstract {
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";
    private static final String POST = "POST";
    private static final String NOTHING_ASKED = "GET, HEAD";
    private static final int LONGEST_PAGE = 64;

    private final Supplier<String> host;
    private final String secret;
    private final Exploration exploration;
    private final Patience patience;
    private final ObjectNode start;
    private final Map<String, Question> questions;

    private interface Question {
        CompletableFuture<ObjectNode> answer(RequestBody asked, Connection from)
                throws IOException, BadRequestException;
    }

    private interface Search {
        Function<Monitor, ObjectNode> of(RequestBody asked) throws BadRequestException;
    }

    private interface Now {
        ObjectNode answer(RequestBody asked) throws IOException, BadRequestException;
    }

    /**
     * Routes.
     *
     * @param host as requests have to name it
     * @param graphs of few states, which don't wait for searches
     * @param start what the page begins with
     */
    Routes(
            Supplier<String> host,
            String secret,
            Exploration exploration,
            Searches searches,
            Searches graphs,
            Patience patience,
            ObjectNode start) {
        this.host = host;
        this.secret = secret;
        this.exploration = exploration;
        this.patience = patience;
        this.start = start;
        this.questions = Map.of(
                "api/run", now(exploration::run),
                "api/beside", now(exploration::beside),
                "api/save", now(exploration::save),
                "api/shortest", search(searches, exploration::shortest),
                "api/different", search(searches, exploration::different),
                "api/graph", search(graphs, exploration::graph));
    }

    private static Question now(Now question) {
        return (asked, from) -> CompletableFuture.completedFuture(question.answer(asked));
    }

    private static Question search(Searches searches, Search search) {
        return (asked, from) -> {
            String page = asked.has("page") ? asked.text("page") : "";
            if (page.length() > LONGEST_PAGE) {
                throw new BadRequestException("a page's name has at most " + LONGEST_PAGE + " characters");
            }
            return searches.begin(page, () -> Leaving.hasLeft(from.getEndPoint()), search.of(asked));
        };
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Connection from = request.getConnectionMetaData().getConnection();
        String path = String.valueOf(request.getHttpURI().getPath());
        if (!host.get().equals(request.getHeaders().get(HttpHeader.HOST)) || !knowsSecret(path)) {
            send(Reply.error(404, "not found"), from, response, callback);
            return true;
        }
        String route = path.substring(secret.length() + 2);
        String method = request.getMethod();
        Question question = questions.get(route);
        boolean isPage = route.isEmpty();
        if (question == null && !isPage && !route.equals("api/systems")) {
            send(Reply.error(404, "there is no route " + route), from, response, callback);
        } else if (question == null ? !method.equals(GET) && !method.equals(HEAD) : !method.equals(POST)) {
            String allowed = question == null ? NOTHING_ASKED : POST;
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
            send(Reply.error(405, "this route takes " + allowed), from, response, callback);
        } else if (question == null) {
            Reply reply = isPage
                    ? new Reply(200, Reply.HTML, Page.served("Stalemate: explorer", start))
                    : Reply.of(exploration.everything());
            send(reply, from, response, callback);
        } else {
            ask(question, from, request, response, callback);
        }
        return true;
    }

    private void ask(Question question, Connection from, Request request, Response response, Callback callback) {
        CompletableFuture<ObjectNode> unused = new Body(request)
                .read()
                .thenCompose(body -> {
                    patience.asked(from);
                    try {
                        return question.answer(RequestBody.read(body, exploration.systems()), from);
                    } catch (BadRequestException | IOException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                })
                .whenComplete((answer, failure) ->
                        send(failure == null ? Reply.of(answer) : Reply.failed(failure), from, response, callback));
    }

    /** In the same time whatever is wrong with it. */
    private boolean knowsSecret(String path) {
        byte[] wanted = ("/" + secret + "/").getBytes(StandardCharsets.UTF_8);
        byte[] given = path.substring(0, Math.min(path.length(), wanted.length)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(wanted, given);
    }

    private void send(Reply reply, Connection to, Response response, Callback callback) {
        patience.answered(to);
        reply.send(response, callback);
    }

    /** What Jetty refuses by itself, such as headers that are no HTTP or too long. */
    boolean refuse(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        send(
                Reply.error(status, "the request can't be read"),
                request.getConnectionMetaData().getConnection(),
                response,
                callback);
        return true;
    }
}
