package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.Cluster.Work;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * What a worker is sent: work in bytes, and which build of the tool it is for. Any other build refuses it before it reads the work. This
 * class keeps its form from version to version, so that each version can read what another one sends.
 */
final class OnWorker extends AbstractFunction2<TaskContext, Iterator<byte[]>, byte[]> implements Serializable {
    /** How a part of the work ended: the first byte of what a worker sends back. */
    static final byte DONE = 0;

    /** The work threw something, which follows. */
    static final byte FAILED = 1;

    /** The worker has another build of the tool; a message follows. */
    static final byte REFUSED = 2;

    /** How a refusal begins. */
    static final String REFUSAL = "the worker on ";

    private static final long serialVersionUID = 1;

    private final String tool;
    private final String code;
    private final byte[] work;

    /**
     * Work for the build that this process has.
     *
     * @throws IOException if it can't be sent
     */
    OnWorker(Work<?, ?> work) throws IOException {
        this.tool = Build.HERE.tool();
        this.code = Build.HERE.code();
        this.work = ObjectBytes.of(work);
    }

    @Override
    public byte[] apply(TaskContext task, Iterator<byte[]> parts) {
        String refusal = refusal(new Build(tool, code));
        return refusal == null ? outcome(parts.next()) : tagged(REFUSED, refusal.getBytes(StandardCharsets.UTF_8));
    }

    /** Why this process can't do what the user's process sent, or null. */
    static @Nullable String refusal(Build wanted) {
        return wanted.equals(Build.HERE)
                ? null
                : REFUSAL + host() + " has another version of the tool: there " + Build.HERE + "; here " + wanted;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName() + ", executor "
                    + SparkEnv.get().executorId();
        } catch (IOException e) {
            return "executor " + SparkEnv.get().executorId();
        }
    }

    private byte[] outcome(byte[] part) {
        WorkerEnd.prepare();
        try {
            @SuppressWarnings("unchecked")
            Work<Object, Object> todo = (Work<Object, Object>) ObjectBytes.read(work);
            return tagged(DONE, ObjectBytes.of(todo.on(ObjectBytes.read(part))));
        } catch (RuntimeException | IOException | ClassNotFoundException | AssertionError | StackOverflowError e) {
            return tagged(FAILED, failure(e));
        }
    }

    private static byte[] failure(Throwable thrown) {
        try {
            return ObjectBytes.of(thrown);
        } catch (IOException e) {
            IllegalStateException plain = new IllegalStateException(thrown.toString());
            plain.setStackTrace(thrown.getStackTrace());
            return plainly(plain);
        }
    }

    private static byte[] plainly(Throwable plain) {
        try {
            return ObjectBytes.of(plain);
        } catch (IOException e) {
            throw new IllegalStateException("text can't be sent", e);
        }
    }

    private static byte[] tagged(byte tag, byte[] content) {
        byte[] all = new byte[content.length + 1];
        all[0] = tag;
        System.arraycopy(content, 0, all, 1, content.length);
        return all;
    }
}
