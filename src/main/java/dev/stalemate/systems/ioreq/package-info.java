/**
 * IOREQ servers' map caches after a p2m change: flags that ask for an invalidation, hypercalls that are preempted, removals by another domain,
 * and servers that acknowledge late (the thread, Xen 4.14 and 4.15). A user's own design is code
 * ({@link dev.stalemate.systems.ioreq.IoreqSteps}).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.ioreq;

import org.jspecify.annotations.NullMarked;
