using System.Globalization;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Work;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>
/// Takes over the work of a reference server from its layer files (spec 03 §10.6–10.7). Unlike there, a torn node at the end of a file is cut off.
/// </summary>
public static class ReferenceLayers
{
    private const string Prefix = "layercache_";
    private const string Suffix = ".bin";
    private const int NodesPerRead = 1 << 15;

    /// <summary>Makes our own store in <paramref name="target"/> of the layer files in <paramref name="source"/>.</summary>
    /// <exception cref="PoetStateException">Files are missing or too short.</exception>
    public static FileWorkStore Import(
        string source, string target, byte[] statement, ulong leafCount, int layer, bool sync, TimeProvider time, TimeSpan checkpointInterval)
    {
        var files = Files(source);
        if (!files.TryGetValue(0, out string? lowest))
            throw new PoetStateException("layer 0 cache file is missing");
        if (leafCount == 0)
            throw new PoetStateException($"recovering parked nodes from top layer of disk-cache: {lowest} holds leaves, but the state file says that none were done");

        int top = 0;
        while (files.ContainsKey(top + 1) && leafCount >> (top + 1) > 0)
            top++;
        for (int h = 0; h <= top; h++)
        {
            long found = new FileInfo(files[h]).Length / PoetParameters.NodeSize;
            if ((ulong)found < leafCount >> h)
                throw new PoetStateException($"layer {h} cache file invalid width. expected: {leafCount >> h}, found: {found}");
        }

        var collected = new LayerSink(layer);
        var tree = new WorkTree(new WorkHasher(statement), collected);
        foreach (var node in Nodes(files[top], leafCount >> top))
            tree.Append(top, node.Span);
        var above = tree.ParkedNodes();
        var parked = new MemoryStream();
        for (int h = 0; h < top; h++)
        {
            if ((leafCount >> h & 1) == 1)
                parked.Write(NodeAt(files[h], (leafCount >> h) - 1));
        }

        parked.Write(above);
        var nodes = layer < top ? Nodes(files[layer], leafCount >> layer) : [collected.Nodes.ToArray()];
        return FileWorkStore.Create(target, statement, layer, new WorkCheckpoint(leafCount, parked.ToArray()), nodes, sync, time, checkpointInterval);
    }

    private static Dictionary<int, string> Files(string directory)
    {
        var files = new Dictionary<int, string>();
        foreach (string path in Directory.EnumerateFiles(directory, Prefix + "*"))
        {
            string name = Path.GetFileName(path);
            if (!name.EndsWith(Suffix, StringComparison.Ordinal)
                || !int.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
                || layer > 63)
                throw new PoetStateException($"invalid layer cache filename: {name}");
            files[layer] = path;
        }

        return files;
    }

    private static byte[] NodeAt(string path, ulong index)
    {
        using var file = File.OpenRead(path);
        file.Position = (long)index * PoetParameters.NodeSize;
        var node = new byte[PoetParameters.NodeSize];
        file.ReadExactly(node);
        return node;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Nodes(string path, ulong count)
    {
        using var file = File.OpenRead(path);
        var buffer = new byte[NodesPerRead * PoetParameters.NodeSize];
        while (count > 0)
        {
            int nodes = (int)Math.Min(count, NodesPerRead);
            file.ReadExactly(buffer.AsSpan(0, nodes * PoetParameters.NodeSize));
            for (int i = 0; i < nodes; i++)
                yield return buffer.AsMemory(i * PoetParameters.NodeSize, PoetParameters.NodeSize);
            count -= (ulong)nodes;
        }
    }

    private sealed class LayerSink(int layer) : INodeSink
    {
        public MemoryStream Nodes { get; } = new();

        public void Add(int nodeLayer, ulong index, ReadOnlySpan<byte> node)
        {
            if (nodeLayer == layer)
                Nodes.Write(node);
        }
    }
}
