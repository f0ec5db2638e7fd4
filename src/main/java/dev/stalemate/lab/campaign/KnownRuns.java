package dev.stalemate.lab.campaign;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmDesign.Paging;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.trace.Trace;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Claims of KVM whose shortest run is of the same actions as a run that a real kernel showed: they are found again. The shortest run is
 * searched for, and given up where that takes long.
 */
public final class KnownRuns {
    private static final int MOST_STATES = 100_000;
    private static final Duration MOST_TIME = Duration.ofSeconds(10);

    private final List<Claim> claims;
    private final Map<String, List<String>> actions = new HashMap<>();

    /** The claims about released designs with EPT. */
    public KnownRuns() {
        KvmSystem system = new KvmSystem();
        Set<String> released =
                system.releases().rows().stream().map(row -> row.design()).collect(Collectors.toSet());
        claims = system.claims().stream()
                .filter(c -> c.recorded() == Verdict.VIOLATED
                        && released.contains(c.design().name()))
                .filter(c -> c.design() instanceof KvmDesign design && design.paging() == Paging.EPT)
                .toList();
    }

    /** The ids of the claims that a run is the run of, by one of the properties that it breaks. */
    public List<String> of(Collection<String> laws, Trace trace) {
        List<String> shown = names(trace.steps());
        return claims.stream()
                .filter(claim -> laws.contains(claim.law()))
                .filter(claim -> actions.computeIfAbsent(claim.id(), id -> shortest(claim))
                        .equals(shown))
                .map(Claim::id)
                .toList();
    }

    private static List<String> shortest(Claim claim) {
        Limits limits = Limits.none().withStates(MOST_STATES).withTime(MOST_TIME);
        Outcome outcome = StateSearch.of(claim.model(), List.of(claim.model().law(claim.law())), limits, Monitor.SILENT)
                .outcomes()
                .get(0);
        return outcome.verdict() == Verdict.VIOLATED ? names(outcome.steps()) : List.of("no run was found");
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(step -> step.action().name()).toList();
    }
}
