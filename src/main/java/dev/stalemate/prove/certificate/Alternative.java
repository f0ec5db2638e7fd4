package dev.stalemate.prove.certificate;

import com.google.common.collect.ImmutableList;

/**
 * What a certificate may have of a part of a proof: a question, or the larger ones that are asked where that is not enough.
 *
 * @param first the question
 * @param others those instead; none where terms decide them as they are written
 */
public record Alternative(CertifiedQuestion first, ImmutableList<CertifiedQuestion> others) {
    /** Of a question that is enough or nothing is. */
    public static Alternative of(CertifiedQuestion question) {
        return new Alternative(question, ImmutableList.of(question));
    }
}
