package io.tearup.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which partition holds which risk group and account: the one rule that producers, Tearup and consumers share.
 *
 * <p>The groups take blocks of {@code shards} partitions in the order they are listed. Within its block an account goes to the partition given by the
 * 64-bit FNV-1a hash of its UTF-8 bytes, unsigned, modulo {@code shards}. Adding a group at the end moves nothing; any other change moves records.
 *
 * @param groups names of the risk groups, at least one, distinct, each 1 to 64 characters of {@code A-Z a-z 0-9 _ -}
 * @param shards partitions per risk group, at least 1
 */
public record RiskGroupLayout(List<String> groups, int shards) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * Checks the layout.
     *
     * @throws IllegalArgumentException if there is no group, a name is malformed or listed twice, or the partitions cannot be counted in an int
     */
    public RiskGroupLayout {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a layout has at least one risk group");
        }
        Set<String> seen = new HashSet<>();
        for (String group : groups) {
            if (!NAME.matcher(group).matches()) {
                throw new IllegalArgumentException(
                        "a risk group is named by 1 to 64 characters of A-Z a-z 0-9 _ -, not '" + group + "'");
            }
            if (!seen.add(group)) {
                throw new IllegalArgumentException("risk group '" + group + "' is listed twice in " + groups);
            }
        }
        if (shards < 1 || (long) groups.size() * shards > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("shards must be at least 1 and groups x shards a count of partitions: "
                    + groups.size() + " x " + shards);
        }
    }

    /**
     * Layout with one shard of the groups in a comma-separated list such as {@code usdt,usdc}; blanks around names are ignored.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public static RiskGroupLayout parse(String groups) {
        return parse(groups, 1);
    }

    /**
     * Layout of the groups in a comma-separated list such as {@code usdt,usdc}; blanks around names are ignored.
     *
     * @param shards partitions per risk group, at least 1
     * @throws IllegalArgumentException as the constructor
     */
    public static RiskGroupLayout parse(String groups, int shards) {
        return new RiskGroupLayout(
                Stream.of(groups.split(",", -1)).map(String::strip).toList(), shards);
    }

    /** Partitions of every topic that follows this layout. */
    public int partitions() {
        return groups.size() * shards;
    }

    /**
     * Partition of an account's records.
     *
     * @param account account as the record has it; without effect while there is one shard
     * @throws IllegalArgumentException if the group is not one of {@link #groups}; the message names those
     */
    public int partitionOf(String group, String account) {
        int first = firstPartitionOf(group);
        return shards == 1 ? first : first + (int) Long.remainderUnsigned(fnv1a64(account), shards);
    }

    /**
     * First of the group's {@code shards} partitions, the one of records that concern the group and no single account.
     *
     * @throws IllegalArgumentException if the group is not one of {@link #groups}; the message names those
     */
    public int firstPartitionOf(String group) {
        int index = groups.indexOf(group);
        if (index < 0) {
            throw new IllegalArgumentException("unknown risk group '" + group + "', known are " + groups);
        }
        return index * shards;
    }

    private static long fnv1a64(String text) {
        long hash = FNV_OFFSET_BASIS;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
