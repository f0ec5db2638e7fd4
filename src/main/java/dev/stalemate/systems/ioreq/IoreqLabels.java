package dev.stalemate.systems.ioreq;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.systems.ioreq.IoreqCode.Call;
import dev.stalemate.systems.ioreq.IoreqCode.Place;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where vCPUs and the toolstack can stand.
 *
 * @param cpus of a vCPU, by number
 * @param tools of the toolstack, if another domain removes pages
 * @param stopped where a vCPU is not on a CPU
 * @param sending where a vCPU is about to send an invalidation
 */
record IoreqLabels(List<String> cpus, List<String> tools, ImmutableSet<String> stopped, ImmutableSet<String> sending) {
    /** Of the system's own designs. */
    static final IoreqLabels ALL = new IoreqLabels(
            List.of("guest", "remove", "flag", "read", "clear", "send", "wait", "resume"),
            List.of("idle", "quiesce", "take", "mark", "await", "done"),
            ImmutableSet.of("wait", "resume"),
            ImmutableSet.of("send"));

    /** Of a design that is code. */
    static IoreqLabels of(IoreqCode code) {
        List<Place> cpus = code.places(false).toList();
        return new IoreqLabels(
                Stream.concat(
                                Stream.of("guest", "remove", "resume"),
                                cpus.stream().map(Place::label))
                        .toList(),
                Stream.concat(
                                Stream.of("idle", "quiesce", "take", "done"),
                                code.places(true).map(Place::label))
                        .toList(),
                Stream.concat(
                                Stream.of("resume"),
                                cpus.stream().filter(p -> p.call().waits()).map(Place::label))
                        .collect(ImmutableSet.toImmutableSet()),
                cpus.stream()
                        .filter(p -> p.call() == Call.SEND_INVALIDATE_IOREQ)
                        .map(Place::label)
                        .collect(ImmutableSet.toImmutableSet()));
    }
}
