using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>
/// The registrations of one round on disk: a header, then entries of node id, challenge and check bytes, only ever appended.
/// A crash can leave a torn last entry, which the next opening cuts off: it was never confirmed to its sender.
/// </summary>
internal sealed class MemberJournal : IDisposable
{
    private const int CheckSize = 4;
    private const int EntrySize = (2 * Bytes32.Length) + CheckSize;

    private readonly FileStream _file;
    private readonly bool _sync;

    private MemberJournal(FileStream file, bool sync)
    {
        _file = file;
        _sync = sync;
    }

    private static ReadOnlySpan<byte> Header => "poet-members-01\n"u8;

    /// <summary>Opens or creates a journal and reads its entries, first registration of a node id first.</summary>
    /// <exception cref="PoetStateException">The file is not a journal.</exception>
    public static MemberJournal Open(string path, bool sync, out IReadOnlyList<KeyValuePair<NodeId, Hash32>> entries, out int damaged)
    {
        bool created = !File.Exists(path);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            if (created || file.Length < Header.Length)
            {
                file.SetLength(0);
                file.Write(Header);
                file.Flush(sync);
                if (sync)
                    DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
                entries = [];
                damaged = 0;
            }
            else
            {
                entries = Read(file, path, out damaged);
            }

            return new MemberJournal(file, sync);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes entries and waits until they are on the disk. On failure the file is as before.</summary>
    public void Append(IReadOnlyCollection<KeyValuePair<NodeId, Hash32>> entries)
    {
        var bytes = new byte[entries.Count * EntrySize];
        var rest = bytes.AsSpan();
        foreach (var (nodeId, challenge) in entries)
        {
            nodeId.CopyTo(rest);
            challenge.CopyTo(rest[Bytes32.Length..]);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[(2 * Bytes32.Length)..], Check(rest[..(2 * Bytes32.Length)]));
            rest = rest[EntrySize..];
        }

        long before = _file.Length;
        try
        {
            _file.Position = before;
            _file.Write(bytes);
            _file.Flush(_sync);
        }
        catch (IOException)
        {
            _file.SetLength(before);
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static List<KeyValuePair<NodeId, Hash32>> Read(FileStream file, string path, out int damaged)
    {
        Span<byte> header = stackalloc byte[Header.Length];
        file.ReadExactly(header);
        if (!header.SequenceEqual(Header))
            throw new PoetStateException($"{path} is not a list of registrations: move it away to start the round anew");
        long whole = (file.Length - Header.Length) / EntrySize;
        damaged = 0;
        var entries = new List<KeyValuePair<NodeId, Hash32>>();
        var entry = new byte[EntrySize];
        for (long i = 0; i < whole; i++)
        {
            file.ReadExactly(entry);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(2 * Bytes32.Length)) != Check(entry.AsSpan(0, 2 * Bytes32.Length)))
                damaged++;
            else
                entries.Add(new(NodeId.FromBytes(entry.AsSpan(0, Bytes32.Length)), Hash32.FromBytes(entry.AsSpan(Bytes32.Length, Bytes32.Length))));
        }

        file.SetLength(Header.Length + (whole * EntrySize));
        return entries;
    }

    private static uint Check(ReadOnlySpan<byte> entry)
    {
        Span<byte> check = stackalloc byte[CheckSize];
        Blake3.Hash(entry, check);
        return BinaryPrimitives.ReadUInt32LittleEndian(check);
    }
}
