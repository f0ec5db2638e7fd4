package dev.stalemate.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much of the heap a thread has asked for. */
public final class Allocation {
    private Allocation() {}

    /** Bytes that this thread has allocated so far, or -1 where the virtual machine doesn't count them. */
    public static long byThisThread() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled()
                ? threads.getCurrentThreadAllocatedBytes()
                : -1;
    }
}
