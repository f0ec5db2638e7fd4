package dev.stalemate.real.kvm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.LeafParts.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Writes what a trace shows as JSON while it is read, so that nothing has to be kept. Frames are strings such as "0xf5", types names such as
 * "WB". What can't be written is an {@link UncheckedIOException}.
 */
final class TraceJson {
    private final JsonGenerator json;

    TraceJson(OutputStream out) throws IOException {
        json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeArrayFieldStart("marks");
    }

    private interface Writing {
        void write() throws IOException;
    }

    private static void write(Writing part) {
        try {
            part.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void beginMark(String label, long line) {
        write(() -> {
            json.writeStartObject();
            json.writeStringField("label", label);
            json.writeNumberField("line", line);
            json.writeArrayFieldStart("leaves");
        });
    }

    /**
     * A leaf at a mark.
     *
     * @param parts its parts; of each, what every vCPU would get, or {@link Marks#NO_VCPU}
     */
    void leaf(Leaves leaves, int place, Marks.Verdict verdict, List<Part> parts) {
        write(() -> {
            json.writeStartObject();
            writeLeaf(leaves.key(place), leaves.type(place));
            json.writeStringField("verdict", verdict.text());
            int[] whole = parts.get(0).expected();
            writeOwn(
                    v -> parts.stream().allMatch(part -> part.expected()[v] == whole[v]) ? whole[v] : LeafRule.MIXED,
                    whole);
            if (parts.size() > 1) {
                json.writeArrayFieldStart("parts");
                for (Part part : parts) {
                    json.writeStartObject();
                    json.writeStringField("gfn", "0x" + Long.toHexString(part.gfn()));
                    json.writeNumberField("pages", part.pages());
                    json.writeStringField(
                            "verdict", Marks.verdict(leaves.type(place), part).text());
                    writeOwn(v -> part.expected()[v], whole);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    private void writeOwn(IntUnaryOperator expected, int[] vcpus) throws IOException {
        json.writeArrayFieldStart("own");
        for (int v = 0; v < vcpus.length; v++) {
            if (vcpus[v] != Marks.NO_VCPU) {
                json.writeStartObject();
                json.writeNumberField("vcpu", v);
                writeType(expected.applyAsInt(v));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    void endMark() {
        write(() -> {
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** What is known at the end. */
    void end(KvmTrace trace) {
        write(() -> {
            json.writeEndArray();
            json.writeArrayFieldStart("findings");
            for (LeafFindings.Entry entry : trace.findings()) {
                writeFinding(entry);
            }
            json.writeEndArray();
            json.writeNumberField("findingsLeftOut", trace.findingsLeftOut());
            writeNumberOrNull("lost", trace.lost());
            if (trace.lost() > 0) {
                json.writeStringField("lostBecause", trace.replay().lostBecause());
            }
            if (trace.overwritten() > 0) {
                json.writeNumberField("overwritten", trace.overwritten());
            }
            json.writeStringField("version", trace.version().range());
            json.writeNumberField("lines", trace.lines());
            json.writeNumberField("explained", trace.explained());
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
        });
    }

    private void writeFinding(LeafFindings.Entry entry) throws IOException {
        LeafFinding finding = entry.finding();
        json.writeStartObject();
        json.writeStringField("kind", finding.kind().text());
        json.writeNumberField("line", finding.since());
        json.writeStringField("by", finding.by());
        json.writeStringField("should", finding.should());
        json.writeStringField("claim", finding.claim());
        TracedLeaf leaf = finding.leaf();
        if (leaf != null) {
            writeLeaf(leaf.key(), leaf.type());
            json.writeStringField("effect", finding.effect());
            json.writeStringField("breaks", finding.breaks());
            writeNumberOrNull("installed", leaf.line());
            if (leaf.vcpu() < 0) {
                json.writeNullField("vcpu");
            } else {
                json.writeNumberField("vcpu", leaf.vcpu());
            }
            writeNumberOrNull("until", entry.until());
            json.writeBooleanField("quiescent", entry.quiescent());
        }
        json.writeEndObject();
    }

    private void writeNumberOrNull(String name, long line) throws IOException {
        if (line > 0) {
            json.writeNumberField(name, line);
        } else {
            json.writeNullField(name);
        }
    }

    private void writeLeaf(LeafKey key, int type) throws IOException {
        json.writeStringField("gfn", "0x" + Long.toHexString(key.gfn()));
        json.writeNumberField("level", key.level());
        if (key.space() > 0) {
            json.writeNumberField("space", key.space());
        }
        writeType(type);
    }

    private void writeType(int type) throws IOException {
        if (type > EptLeaf.NONE && type < EptLeaf.BOUND) {
            json.writeStringField("emt", EptLeaf.emt(type).toString());
            json.writeBooleanField("ipat", EptLeaf.ipat(type));
        } else {
            json.writeNullField("emt");
            json.writeNullField("ipat");
        }
    }
}
