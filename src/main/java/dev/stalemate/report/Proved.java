package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.stalemate.decide.Decision;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a claim is proved beyond its scope, as its certificate in {@code proofs/} shows. No solver is asked to say so: the tests write the
 * file of these from the certificates, and compare each certificate with what the code demands.
 *
 * @param certificate the name of its folder in {@code proofs/}: the first of the claims that it is about
 * @param sha256 of the certificate's list of files, in 64 hexadecimal digits
 * @param says what is proved, such as {@code every frame, every vCPU count, every register value}
 */
public record Proved(String certificate, String sha256, String says) {
    private static final Splitter CELLS = Splitter.on(' ').limit(3);
    private static final ImmutableMap<String, Proved> ALL = read();

    /** The proof of a claim; null if it has none. */
    public static @Nullable Proved of(Claim claim) {
        return ALL.get(claim.id());
    }

    /** The proof of what a decision found to hold; null if there is none, or it is not about this property at this scope. */
    static @Nullable Proved of(Decision decision) {
        Claim claim = decision.claim();
        return claim != null && decision.binding() && decision.isOfClaim() && decision.found() == Verdict.HOLDS
                ? of(claim)
                : null;
    }

    /** The ids of the claims that are proved. */
    public static List<String> claims() {
        return ALL.keySet().asList();
    }

    /** Adds what is proved of a claim to its object, as {@code proved}: null if nothing is. */
    public static void fill(ObjectNode node, @Nullable Proved proved) {
        if (proved == null) {
            node.putNull("proved");
        } else {
            node.putObject("proved")
                    .put("says", proved.says)
                    .put("certificate", proved.certificate)
                    .put("sha256", proved.sha256);
        }
    }

    private static ImmutableMap<String, Proved> read() {
        Map<String, Proved> all = new LinkedHashMap<>();
        try {
            List<String> cells = List.of();
            for (String line :
                    Resources.readLines(Resources.getResource(Proved.class, "proved.txt"), StandardCharsets.UTF_8)) {
                if (line.startsWith(" ")) {
                    Proved part = new Proved(cells.get(1), cells.get(2), line.strip());
                    all.merge(cells.get(0), part, Proved::followedBy);
                } else if (!line.startsWith("#")) {
                    cells = CELLS.splitToList(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("proved.txt in the jar can't be read", e);
        }
        return ImmutableMap.copyOf(all);
    }

    /** With the next line of what is proved. */
    private Proved followedBy(Proved next) {
        return new Proved(certificate, sha256, says + " " + next.says);
    }
}
