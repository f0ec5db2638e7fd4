package dev.stalemate.cluster;

import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.shard.SavedPart;
import dev.stalemate.search.shard.Shard;
import dev.stalemate.search.shard.ShardFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/** The files of a checkpoint, on any file system that Hadoop knows. A file gets its name when it is whole. */
record HadoopFiles(String directory) implements ShardFiles, Serializable {
    private static final long serialVersionUID = 1;
    private static final String MANIFEST = "manifest";
    private static final int MOST_MANIFEST = 1 << 28;

    /** What is written before it gets its name. */
    private interface Content<T> {
        T writeTo(FSDataOutputStream out) throws IOException;
    }

    @Override
    public String name() {
        return directory + "/" + MANIFEST;
    }

    @Override
    public byte @Nullable [] manifest() throws IOException {
        Path file = new Path(name());
        FileSystem system = file.getFileSystem(configuration());
        long length;
        try {
            length = system.getFileStatus(file).getLen();
        } catch (FileNotFoundException e) {
            return null;
        }
        if (length > MOST_MANIFEST) {
            throw new BadCheckpointException(name(), "is too large to be a manifest");
        }
        try (FSDataInputStream in = system.open(file)) {
            return in.readNBytes(MOST_MANIFEST);
        }
    }

    @Override
    public void manifest(byte[] text) throws IOException {
        write(MANIFEST, "new", out -> {
            out.write(text);
            return text.length;
        });
    }

    /**
     * The files in a directory, by a name that means the same to each worker, wherever it runs.
     *
     * @param directory as the user says it
     * @throws IOException if this is no name, or no file system knows it
     */
    static HadoopFiles in(String directory) throws IOException {
        try {
            Path path = new Path(directory);
            return new HadoopFiles(
                    path.getFileSystem(configuration()).makeQualified(path).toString());
        } catch (IllegalArgumentException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether there is anything in the directory. */
    boolean hasAny() throws IOException {
        Path path = new Path(directory);
        FileSystem system = path.getFileSystem(configuration());
        return system.exists(path) && system.listStatus(path).length > 0;
    }

    /** Writes the file of a part of a level; another attempt may do the same at the same time. */
    SavedPart write(Shard kit, Iterator<byte[]> level, SavedPart what, long attempt) throws IOException {
        return write(what.name(), "attempt-" + attempt, out -> kit.write(level, what, out));
    }

    /**
     * Complains if this process does not see what workers have written: then the directory is another one on each machine.
     *
     * @throws IOException if a file is missing
     */
    void mustHave(List<SavedPart> parts) throws IOException {
        for (SavedPart part : parts) {
            Path file = new Path(directory, part.name());
            if (!file.getFileSystem(configuration()).exists(file)) {
                throw new IOException(
                        directory + ": a worker has written here what this machine does not see; all must share it");
            }
        }
    }

    /** Reads such a file. It stays open until it is read, or the task ends. */
    Iterator<byte[]> read(Shard kit, SavedPart what) throws IOException {
        Path file = new Path(directory, what.name());
        FSDataInputStream in;
        try {
            in = file.getFileSystem(configuration()).open(file, 1 << 16);
        } catch (FileNotFoundException e) {
            BadCheckpointException missing =
                    new BadCheckpointException(file.toString(), "is missing, and the manifest names it");
            missing.initCause(e);
            throw missing;
        }
        Tasks.closeAtEnd(in);
        return kit.read(in, file.toString(), what);
    }

    private <T> T write(String name, String suffix, Content<T> content) throws IOException {
        Path file = new Path(directory, name);
        Path unfinished = new Path(directory, name + "." + suffix);
        FileContext context = FileContext.getFileContext(file.toUri(), configuration());
        T result;
        try (FSDataOutputStream out = context.create(
                unfinished, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE), CreateOpts.createParent())) {
            result = content.writeTo(out);
            out.hsync();
        } catch (FSError e) { // so says the local file system that a disk is full
            throw e.getCause() instanceof IOException why ? why : new IOException(e);
        }
        context.rename(unfinished, file, Rename.OVERWRITE);
        return result;
    }

    private static Configuration configuration() {
        return SparkHadoopUtil.get().conf();
    }
}
