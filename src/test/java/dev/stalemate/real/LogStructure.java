package dev.stalemate.real;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A structure, and how it prints a message. */
enum LogStructure {
    DMESG_JSON("{\n   \"dmesg\": [\n      ", "\n   ]\n}\n", ",") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return """
                    {
                             "pri": %d,
                             "time": %12d.000000,
                             "msg": "%s"
                          }"""
                    .formatted(kernel ? 6 : 30, time, json(message));
        }
    },
    DMESG_JSON_DECODED("{\n   \"dmesg\": [\n      ", "\n   ]\n}\n", ",") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return """
                    {
                             "fac": "%s",
                             "pri": "info",
                             "time": %12d.000000,
                             "msg": "%s"
                          }"""
                    .formatted(kernel ? "kern" : "daemon", time, json(message));
        }
    },
    JSON("", "\n", "\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return object(message, time, kernel, boot, "", "");
        }
    },
    JSON_BYTES("", "\n", "\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            String bytes = message.chars().mapToObj(Integer::toString).collect(Collectors.joining(","));
            return object("?", time, kernel, boot, "", "").replace("\"?\"", "[" + bytes + "]");
        }
    },
    JSON_PRETTY("", "\n", "\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return object(message, time, kernel, boot, "\n", "\t");
        }
    },
    JSON_SSE("", "\n\n", "\n\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return "data: " + object(message, time, kernel, boot, "", "");
        }
    },
    JSON_SEQ("", "\n", "\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return "\u001e" + object(message, time, kernel, boot, "", "");
        }
    },
    EXPORT("", "\n\n", "\n\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return fields(time, kernel, boot) + "\nMESSAGE=" + message;
        }
    },
    EXPORT_BINARY("", "\n\n", "\n\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            String length = IntStream.range(0, 8)
                    .mapToObj(i -> String.valueOf((char) ((long) message.length() >>> (8 * i) & 0xFF)))
                    .collect(Collectors.joining());
            return fields(time, kernel, boot) + "\nMESSAGE\n" + length + message;
        }
    },
    VERBOSE("", "\n", "\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            String cursor = "[s=" + StructuredLogTest.OTHER_BOOT + ";i=" + Integer.toHexString(time) + ";b=" + boot
                    + ";m=1;t=2;x=3]";
            String body = fields(time, kernel, boot) + "\nMESSAGE=" + message;
            return "Sat 2026-11-28 20:49:28.123456 UTC " + cursor + "\n"
                    + body.lines()
                            .filter(line -> !line.startsWith("__"))
                            .map(line -> "    " + line)
                            .collect(Collectors.joining("\n"));
        }
    },
    KMSG("", "\n", "\n") {
        @Override
        String entry(String message, int time, boolean kernel, String boot) {
            return (kernel ? 6 : 30) + "," + time + "," + time + "000,-;"
                    + message.replace("\\", "\\x5c").replace("\n", "\\x0a")
                    + "\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:02.0";
        }
    };

    private final String head;
    private final String tail;
    private final String between;

    LogStructure(String head, String tail, String between) {
        this.head = head;
        this.tail = tail;
        this.between = between;
    }

    abstract String entry(String message, int time, boolean kernel, String boot);

    boolean hasBoots() {
        return this != DMESG_JSON && this != DMESG_JSON_DECODED && this != KMSG;
    }

    String log(List<String> messages) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            entries.add(entry(messages.get(i), i, true, StructuredLogTest.BOOT));
        }
        return wrap(entries);
    }

    String wrap(List<String> entries) {
        return head + String.join(between, entries) + tail;
    }

    private static String json(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static String object(String message, int time, boolean kernel, String boot, String newline, String indent) {
        return "{" + newline
                + String.join(
                        "," + newline,
                        indent + "\"__MONOTONIC_TIMESTAMP\" : \"" + time + "\"",
                        indent + "\"_BOOT_ID\" : \"" + boot + "\"",
                        indent + "\"MESSAGE\" : \"" + json(message) + "\"",
                        indent + "\"PRIORITY\" : \"6\"",
                        indent + "\"_TRANSPORT\" : \"" + (kernel ? "kernel" : "journal") + "\"")
                + newline + "}";
    }

    private static String fields(int time, boolean kernel, String boot) {
        return String.join(
                "\n",
                "__CURSOR=s=" + StructuredLogTest.OTHER_BOOT + ";i=" + Integer.toHexString(time),
                "__REALTIME_TIMESTAMP=1700000000000000",
                "_BOOT_ID=" + boot,
                "_TRANSPORT=" + (kernel ? "kernel" : "syslog"),
                "PRIORITY=6");
    }
}
