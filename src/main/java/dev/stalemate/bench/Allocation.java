package dev.stalemate.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes of the heap a thread has allocated. */
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
