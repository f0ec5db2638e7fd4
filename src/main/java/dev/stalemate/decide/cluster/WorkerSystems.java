package dev.stalemate.decide.cluster;

import dev.stalemate.model.Catalogue;
import java.io.Serializable;
import java.util.function.Supplier;

/** The systems that a worker knows. A worker has the same version of the tool, so that the name of the method that makes them is sent to it. */
public interface WorkerSystems extends Supplier<Catalogue>, Serializable {}
