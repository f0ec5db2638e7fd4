/**
 * The code that runs inside Java PathFinder's virtual machine. That supports little of Java, so there are no libraries, streams or formatting
 * here, and native methods call the model.
 */
@NullMarked
package dev.stalemate.pathfinder.target;

import org.jspecify.annotations.NullMarked;
