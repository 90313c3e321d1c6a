using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Work;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>
/// The work of one round on disk: <c>round.bin</c> (statement and layer), <c>nodes.bin</c> (the layer's nodes, only appended) and
/// <c>checkpoint.bin</c> (leaf count and parked nodes, replaced as a whole after the nodes are on the disk). After a crash the work goes
/// on from the checkpoint; nodes behind it are cut off.
/// </summary>
/// <remarks>The computing thread only touches memory: a timer asks for a checkpoint, the thread hands it over, a pool thread writes.</remarks>
public sealed class FileWorkStore : IWorkStore, IDisposable
{
    private const string RoundFile = "round.bin";
    private const string NodesFile = "nodes.bin";
    private const string CheckpointFile = "checkpoint.bin";
    private const int ReadChunk = 1 << 20;
    private const int DigestSize = 32;

    private readonly Lock _disk = new();
    private readonly Lock _state = new();
    private readonly string _directory;
    private readonly bool _sync;
    private readonly FileStream _nodes;
    private readonly ITimer _timer;
    private List<byte> _pending = [];
    private List<byte> _spare = [];
    private WorkCheckpoint? _offered;
    private volatile bool _wanted;
    private volatile Exception? _failure;
    private bool _disposed;

    private FileWorkStore(string directory, byte[] statement, int layer, WorkCheckpoint checkpoint, FileStream nodes, bool sync, TimeProvider time, TimeSpan interval)
    {
        _directory = directory;
        _sync = sync;
        _nodes = nodes;
        Statement = statement;
        Layer = layer;
        Checkpoint = checkpoint;
        _timer = time.CreateTimer(_ => _wanted = true, null, interval, interval);
    }

    public ReadOnlyMemory<byte> Statement { get; }

    public int Layer { get; }

    public WorkCheckpoint Checkpoint { get; }

    public bool WantsCheckpoint => _wanted;

    /// <summary>The failure of the last write in the background; the work goes on, its state on disk does not.</summary>
    public Exception? Failure => _failure;

    /// <summary>The lowest layer whose nodes fit into <paramref name="maxBytes"/>; never below 4, where a proof costs next to nothing.</summary>
    public static int LayerFor(ulong leaves, long maxBytes)
    {
        const int lowest = 4;
        const int highest = 20;
        int layer = lowest;
        while (layer < highest && (UInt128)(leaves >> layer) * PoetParameters.NodeSize > (UInt128)maxBytes)
            layer++;
        return layer;
    }

    /// <summary>Whether a folder holds the work of a round.</summary>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, RoundFile));

    /// <summary>Starts a round in a folder without one.</summary>
    public static FileWorkStore Create(string directory, byte[] statement, int layer, bool sync, TimeProvider time, TimeSpan checkpointInterval) =>
        Create(directory, statement, layer, WorkCheckpoint.Start, [], sync, time, checkpointInterval);

    /// <summary>Starts from work done elsewhere.</summary>
    public static FileWorkStore Create(
        string directory, byte[] statement, int layer, WorkCheckpoint checkpoint, IEnumerable<ReadOnlyMemory<byte>> nodes, bool sync, TimeProvider time, TimeSpan checkpointInterval)
    {
        DurableFile.CreatePrivateDirectory(directory);
        using (var file = new FileStream(Path.Combine(directory, NodesFile), FileMode.Create, FileAccess.Write))
        {
            foreach (var chunk in nodes)
                file.Write(chunk.Span);
            file.Flush(sync);
        }

        DurableFile.Replace(Path.Combine(directory, CheckpointFile), Encode(checkpoint), sync);
        var header = new byte[1 + statement.Length];
        header[0] = (byte)layer;
        statement.CopyTo(header, 1);
        DurableFile.Replace(Path.Combine(directory, RoundFile), Seal(header), sync);
        return Open(directory, sync, time, checkpointInterval);
    }

    /// <summary>Goes on with a round.</summary>
    /// <exception cref="PoetStateException">A file is damaged or shorter than the checkpoint says.</exception>
    public static FileWorkStore Open(string directory, bool sync, TimeProvider time, TimeSpan checkpointInterval)
    {
        var header = Unseal(Path.Combine(directory, RoundFile));
        if (header.Length < 1 || header[0] > 40)
            throw new PoetStateException($"{Path.Combine(directory, RoundFile)}: no layer between 0 and 40");
        int layer = header[0];
        var checkpoint = Decode(Path.Combine(directory, CheckpointFile));
        string path = Path.Combine(directory, NodesFile);
        var nodes = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        long needed = checked((long)(checkpoint.LeafCount >> layer) * PoetParameters.NodeSize);
        if (nodes.Length < needed)
        {
            long found = nodes.Length;
            nodes.Dispose();
            throw new PoetStateException($"{path} has {found / PoetParameters.NodeSize} nodes, {needed / PoetParameters.NodeSize} were written: the round cannot go on; remove its folder to start it anew");
        }

        nodes.SetLength(needed);
        nodes.Position = needed;
        return new FileWorkStore(directory, header[1..], layer, checkpoint, nodes, sync, time, checkpointInterval);
    }

    public void Add(ReadOnlySpan<byte> node)
    {
        lock (_state)
            _pending.AddRange(node);
    }

    public void Offer(WorkCheckpoint checkpoint)
    {
        _wanted = false;
        lock (_state)
        {
            if (_disposed)
                return;
            _offered = checkpoint;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static store => store.Write(), this, preferLocal: false);
    }

    /// <summary>Writes a checkpoint now.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Save(WorkCheckpoint checkpoint)
    {
        lock (_state)
            _offered = checkpoint;
        Write();
        if (_failure is { } failure)
            throw new IOException($"the state of the round in {_directory} cannot be written: {failure.Message}", failure);
    }

    public IEnumerable<ReadOnlyMemory<byte>> ReadNodes()
    {
        using var file = new FileStream(Path.Combine(_directory, NodesFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        var buffer = new byte[ReadChunk];
        while (true)
        {
            int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            length -= length % PoetParameters.NodeSize;
            if (length == 0)
                break;
            yield return buffer.AsMemory(0, length);
        }

        byte[] pending;
        lock (_state)
            pending = [.. _pending];
        if (pending.Length > 0)
            yield return pending;
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_disk)
        {
            lock (_state)
                _disposed = true;
            _nodes.Dispose();
        }
    }

    private static byte[] Encode(WorkCheckpoint checkpoint)
    {
        var bytes = new byte[8 + checkpoint.ParkedNodes.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, checkpoint.LeafCount);
        checkpoint.ParkedNodes.CopyTo(bytes, 8);
        return Seal(bytes);
    }

    private static WorkCheckpoint Decode(string path)
    {
        var bytes = Unseal(path);
        if (bytes.Length < 8)
            throw new PoetStateException($"{path} is damaged: remove the round's folder to start it anew");
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var parked = bytes[8..];
        return parked.Length == BitOperations.PopCount(count) * PoetParameters.NodeSize
            ? new WorkCheckpoint(count, parked)
            : throw new PoetStateException($"{path}: {parked.Length} bytes of parked nodes do not fit {count} leaves");
    }

    /// <summary>Content, then its hash: damage is told from state.</summary>
    private static byte[] Seal(byte[] content)
    {
        var sealedBytes = new byte[content.Length + DigestSize];
        content.CopyTo(sealedBytes, 0);
        Blake3.Hash(content, sealedBytes.AsSpan(content.Length));
        return sealedBytes;
    }

    private static byte[] Unseal(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length >= DigestSize)
        {
            var digest = new byte[DigestSize];
            Blake3.Hash(bytes.AsSpan(0, bytes.Length - DigestSize), digest);
            if (digest.AsSpan().SequenceEqual(bytes.AsSpan(bytes.Length - DigestSize)))
                return bytes[..^DigestSize];
        }

        throw new PoetStateException($"{path} is damaged: remove the round's folder to start it anew");
    }

    private void Write()
    {
        lock (_disk)
        {
            List<byte> nodes;
            WorkCheckpoint? checkpoint;
            lock (_state)
            {
                if (_disposed)
                    return;
                (nodes, _pending, _spare) = (_pending, _spare, _pending);
                (checkpoint, _offered) = (_offered, null);
            }

            long position = _nodes.Position;
            try
            {
                _nodes.Write(CollectionsMarshal.AsSpan(nodes));
                if (checkpoint is not null)
                {
                    _nodes.Flush(_sync);
                    DurableFile.Replace(Path.Combine(_directory, CheckpointFile), Encode(checkpoint), _sync);
                }

                nodes.Clear();
                _failure = null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _nodes.Position = position;
                Restore(nodes);
                _failure = exception;
            }
        }
    }

    /// <summary>Keeps what could not be written for the next attempt, at its place in the file.</summary>
    private void Restore(List<byte> nodes)
    {
        lock (_state)
        {
            nodes.AddRange(_pending);
            (_pending, _spare) = (nodes, _pending);
            _spare.Clear();
        }
    }
}
