using System.Numerics;

namespace MailCommitments.Replies;

/// <summary>What a linear model looks at in a text: its words, their pairs and triples, and named observations.</summary>
public sealed class TextFeatures
{
    private const int LongestName = 96;

    private readonly List<string>? names;

    /// <summary>The hashes by their last bits, or as near behind as there was room; 0 is free. At most half full.</summary>
    private ulong[] places;
    private ulong[] hashes;
    private int count;

    /// <param name="keepNames">Training needs the names; reading only their hashes.</param>
    /// <param name="capacity">How many features are expected.</param>
    public TextFeatures(bool keepNames = false, int capacity = 256)
    {
        names = keepNames ? [] : null;
        hashes = new ulong[(int)BitOperations.RoundUpToPowerOf2((uint)capacity)];
        places = new ulong[2 * hashes.Length];
    }

    /// <summary>Each feature once, in the order of their first appearance.</summary>
    public ReadOnlySpan<ulong> Hashes => hashes.AsSpan(0, count);

    /// <summary>The names, in the order of their first appearance; empty unless they were to be kept.</summary>
    public IReadOnlyList<string> Names => names ?? [];

    public void Add(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            name = name[..LongestName];
        Add(Hash(name), name);
    }

    private void Add(ulong hash, ReadOnlySpan<char> name)
    {
        if (IsNew(hash))
            names?.Add(name.ToString());
    }

    private bool IsNew(ulong hash)
    {
        if (!Take(places, hash))
            return false;
        if (count == hashes.Length)
        {
            Array.Resize(ref hashes, 2 * count);
            places = new ulong[2 * hashes.Length];
            foreach (var known in hashes.AsSpan(0, count))
                Take(places, known);
            Take(places, hash);
        }
        hashes[count++] = hash;
        return true;
    }

    private static bool Take(ulong[] places, ulong hash)
    {
        var last = places.Length - 1;
        var at = (int)hash & last;
        for (; places[at] != 0; at = (at + 1) & last)
        {
            if (places[at] == hash)
                return false;
        }
        places[at] = hash;
        return true;
    }

    /// <summary>Adds words, pairs and triples, each with the prefix.</summary>
    /// <param name="first">Only so many words count, from the first one.</param>
    public void AddWords(string prefix, Words words, int longest = 3, int first = int.MaxValue)
    {
        Span<char> buffer = stackalloc char[LongestName * 2];
        prefix.CopyTo(buffer);
        var begun = Hash(prefix);
        var end = Math.Min(first, words.Count);
        for (var start = 0; start < end && start < Words.Most; start++)
        {
            // The hash of a longer name goes on from that of the shorter one.
            var (length, hash) = (prefix.Length, begun);
            for (var n = 0; n < longest && start + n < end; n++)
            {
                var word = words[start + n];
                if (length + word.Length + 1 > LongestName)
                    break;
                if (n > 0)
                    (buffer[length++], hash) = (' ', Hash(" ", hash));
                word.CopyTo(buffer[length..]);
                length += word.Length;
                hash = Hash(word, hash);
                Add(hash, buffer[..length]);
            }
        }
    }

    /// <summary>Adds the letters of words in pieces, so that "attachd" still looks like "attached".</summary>
    public void AddPieces(string prefix, Words words, int size)
    {
        Span<char> buffer = stackalloc char[LongestName * 2];
        for (var w = 0; w < words.Count && w < Words.Most; w++)
        {
            var word = $"_{words[w]}_";
            for (var at = 0; at + size <= word.Length && at < 40; at++)
            {
                prefix.CopyTo(buffer);
                word.AsSpan(at, size).CopyTo(buffer[prefix.Length..]);
                Add(buffer[..(prefix.Length + size)]);
            }
        }
    }

    /// <summary>FNV-1a over UTF-16 units: 64 bits, so that two features practically never share one.</summary>
    /// <param name="hash">Of what stands before; to begin with, the offset of FNV-1a.</param>
    internal static ulong Hash(ReadOnlySpan<char> name, ulong hash = 14695981039346656037UL)
    {
        foreach (var c in name)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
