package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.files.CannotWriteException;
import dev.stalemate.files.Reason;
import dev.stalemate.model.DesignException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A whole answer.
 *
 * @param status of HTTP
 * @param type of its content
 * @param text the content
 */
record Reply(int status, String type, String text) {
    static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";

    static Reply of(ObjectNode json) {
        return new Reply(200, JSON, json.toString());
    }

    static Reply error(int status, String message) {
        return new Reply(
                status,
                JSON,
                JsonNodeFactory.instance.objectNode().put("error", message).toString());
    }

    /** What came of a question that has no answer. */
    static Reply failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BadRequestException bad) {
            return error(bad.status(), String.valueOf(bad.getMessage()));
        }
        if (cause instanceof DesignException design) {
            return error(500, design.says());
        }
        return error(
                500, cause instanceof CannotWriteException e ? e.getFile() + ": " + Reason.of(e) : cause.toString());
    }

    void send(Response response, Callback callback) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(status);
        headers.put(HttpHeader.CONTENT_TYPE, type);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
