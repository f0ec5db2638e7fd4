package dev.stalemate.explorer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection to an explorer, byte by byte. */
final class Asking implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 120_000;

    private final Socket socket;

    Asking(Explorer explorer) throws IOException {
        socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(explorer.url()).getPort());
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
    }

    /** What an explorer answers to these bytes, up to the end of the connection. */
    static String answer(Explorer explorer, String request) throws IOException {
        try (Asking asking = new Asking(explorer)) {
            return asking.say(request).hear();
        }
    }

    /** A request with the right Host. */
    static String request(Explorer explorer, String method, String path, String headers, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: "
                + URI.create(explorer.url()).getAuthority() + "\r\n" + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body;
    }

    Asking say(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    String hear() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Says a text over and over, a byte at a time, until the other side closes; how many bytes that took. */
    int trickle(String text, long pauseMillis) throws InterruptedException {
        for (int said = 0; ; said++) {
            try {
                say(text.substring(said % text.length(), said % text.length() + 1));
                if (socket.getInputStream().available() > 0
                        && socket.getInputStream().read() < 0) {
                    return said;
                }
            } catch (IOException e) {
                return said; // closed while something was on its way
            }
            Thread.sleep(pauseMillis);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
