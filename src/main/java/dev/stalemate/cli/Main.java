package dev.stalemate.cli;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.StandardOutput;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.pathfinder.CodeSystem;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The process. */
public final class Main {
    private static final int SECONDS_TO_SAY_WHAT_WAS_COVERED = 10;

    private Main() {}

    /** Runs the tool and exits with its code. */
    public static void main(String[] args) {
        StandardOutput written = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        OutputStream out = new BufferedOutputStream(written);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        Session session = new Session(
                CodeSystem.catalogue(), System.in, out, err, terminal(), System::nanoTime, Surroundings.ofProcess());
        System.setErr(session.err()); // for what the virtual machine and libraries have to say
        AtomicInteger code = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> onExit(session, ended, code), "exit"));
        code.set(written.code(session, Stalemate.run(session, args)));
        ended.countDown();
        System.exit(code.get());
    }

    /** After Ctrl-C the virtual machine waits for this hook, while the verb ends its search and reports; its code is the process's. */
    private static void onExit(Session session, CountDownLatch ended, AtomicInteger code) {
        try {
            if (session.interrupt() && ended.await(SECONDS_TO_SAY_WHAT_WAS_COVERED, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(code.get());
            }
            StuckDesign.says().ifPresent(session::complain);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        session.exit();
        Stalemate.leaveNothing();
    }

    /** Java 17 can't tell which of the streams is a terminal; the launcher can. */
    private static Session.Terminal terminal() {
        String noColor = System.getenv("NO_COLOR");
        int columns = Integer.getInteger("stalemate.columns", 0);
        return new Session.Terminal(
                Boolean.getBoolean("stalemate.stdout-terminal"),
                Boolean.getBoolean("stalemate.stderr-terminal"),
                columns <= 0 ? 100 : Math.max(40, columns),
                noColor == null || noColor.isEmpty());
    }
}
