package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Troubles;
import dev.stalemate.files.Reason;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.Prover;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.resolver.ResolverReport;
import dev.stalemate.report.ProofRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The certificates that a run writes. Whether it can is looked at before anything is proved; one that fails all the same is told at the end. */
public final class ProofCertificates {
    private static final String RESOLVER = "resolver";
    /** As much as the largest of them, unpacked. */
    private static final int ROOM = 4 << 20;

    private final Session session;
    private final @Nullable Path directory;
    private final Set<Path> written = new LinkedHashSet<>();
    private final Map<String, ImmutableList<String>> together = new HashMap<>();

    /**
     * Certificates, none yet.
     *
     * @param directory with a folder for each; null if none is wanted
     */
    public ProofCertificates(Session session, @Nullable Path directory) {
        this.session = session;
        this.directory = directory;
    }

    /**
     * Looks whether those of claims can be written.
     *
     * @throws Failure if not
     */
    public void check(List<Claim> claims) {
        if (directory != null) {
            tryToWrite(directory);
            claims.forEach(claim -> check(folder(directory, claim)));
        }
    }

    /**
     * Looks whether that of the statements about look-ups can be written.
     *
     * @throws Failure if not
     */
    public void checkResolver() {
        if (directory != null) {
            check(directory.resolve(RESOLVER));
            tryToWrite(directory);
        }
    }

    private static void check(Path folder) {
        try {
            CertificateFolder.mustBeFree(folder);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "--certificate: " + Troubles.says(e));
        }
    }

    /** Writes something into the first directory that is there, and removes it. */
    private static void tryToWrite(Path directory) {
        Path there = directory.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there)) {
            throw new Failure(ExitCode.USAGE, "--certificate " + directory + ": " + there + " is no directory");
        }
        try {
            Path trial = Files.createTempFile(there, ".certificate", ".trial");
            try {
                Files.write(trial, new byte[ROOM]);
            } finally {
                Files.delete(trial);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.INTERNAL, "--certificate " + directory + ": " + Reason.of(e));
        }
    }

    /** Who is proved by the proof of a claim: all claims that have the same proof, or a design that is proved like one. */
    public List<String> together(Claim claim) {
        if (!ProofRun.isOfOtherDesign(claim)) {
            for (ImmutableList<String> known : together.values()) {
                if (known.contains(claim.id())) {
                    return known;
                }
            }
        }
        return together.computeIfAbsent(
                ProofRun.name(claim),
                name -> ProofRun.isOfOtherDesign(claim) ? ImmutableList.of(name) : Prover.together(claim));
    }

    private Path folder(Path directory, Claim claim) {
        return directory.resolve(together(claim).get(0).replaceAll("[^A-Za-z0-9.=,_-]", "-"));
    }

    /** Writes that of a proof, if certificates are wanted and it is one. */
    public void write(ProofReport report) {
        if (directory == null || report.end() != End.PROVED) {
            return;
        }
        Path folder = folder(directory, report.claim());
        if (written.contains(folder)) {
            return;
        }
        try {
            report.certificate().write(folder, together(report.claim()));
            written.add(folder);
        } catch (IOException e) {
            lost(folder, e);
        }
    }

    /** Writes that of all statements about look-ups, if it is wanted, and all are as expected. */
    public void write(ResolverReport report) {
        if (directory == null) {
            return;
        }
        Path folder = directory.resolve(RESOLVER);
        if (!report.asExpected()) {
            session.complain(folder + " is not written: some statement is not as expected");
            return;
        }
        try {
            report.certificate().write(folder);
            written.add(folder);
        } catch (IOException e) {
            lost(folder, e);
        }
    }

    private void lost(Path folder, IOException why) {
        session.troubles().add(ExitCode.INTERNAL, "the certificate " + folder + " can't be written: " + Reason.of(why));
    }

    /** Those that were written. */
    public List<Path> written() {
        return new ArrayList<>(written);
    }
}
