using System.Security.Cryptography;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary>The key files of a stopped node, and what moves and renames do with them. Nothing is ever overwritten.</summary>
internal sealed class IdentityStore(string folder, TimeProvider time)
{
    private const string Extension = ".key";

    /// <summary>Names under which postcli and old versions of the node kept keys beside PoST data.</summary>
    private static readonly string[] ForeignNames = ["identity.key", "key.bin"];

    public string Directory { get; } = Path.Combine(folder, IdentityDirectory.Name);

    /// <summary>Every key file, each read by itself: one that is no key has its fault instead of an identity.</summary>
    public IReadOnlyList<(string File, NodeId? Identity, string? Fault)> All()
    {
        if (!System.IO.Directory.Exists(Directory))
            return [];
        var found = new List<(string File, NodeId? Identity, string? Fault)>();
        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            try
            {
                using var identity = KeyFile.Read(path, default);
                found.Add((Path.GetFileName(path), identity.NodeId, null));
            }
            catch (KeyFileException exception)
            {
                found.Add((Path.GetFileName(path), null, exception.Message));
            }
        }

        return found;
    }

    /// <summary>Identities that were moved away from here.</summary>
    public IReadOnlyList<IdentityTombstone> Moved()
    {
        if (!System.IO.Directory.Exists(Directory))
            return [];
        var moved = new List<IdentityTombstone>();
        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, "*.moved").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (name.Length == 2 * NodeId.Size && name.All(char.IsAsciiHexDigit) && IdentityTombstone.Find(Directory, NodeId.FromBytes(Convert.FromHexString(name))) is { } tombstone)
                moved.Add(tombstone);
        }

        return moved;
    }

    /// <summary>The file and id of a key by its file's name, with or without extension, or the first digits of its id.</summary>
    public (string File, NodeId Identity) Find(string name)
    {
        var matches = All().Where(entry => entry.File == name || entry.File == name + Extension || (name.Length >= 4 && entry.Identity?.ToHex().StartsWith(name, StringComparison.OrdinalIgnoreCase) == true)).ToList();
        return matches switch
        {
            [{ Identity: { } identity } only] => (only.File, identity),
            [{ Fault: { } fault }] => throw Invalid(fault),
            [] => throw new OperationException(OperationErrorKind.Missing, $"{Directory} holds no identity '{name}'."),
            _ => throw Invalid($"'{name}' stands for {matches.Count} identities: {string.Join(", ", matches.Select(match => match.File))}."),
        };
    }

    /// <summary>A new identity.</summary>
    public (string File, NodeId Identity) Create(string? name)
    {
        string file = NewName(name);
        byte[] seed = RandomNumberGenerator.GetBytes(Ed25519.SeedSize);
        try
        {
            return (file, Write(file, seed));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The key file that a path means: the file itself, or that of a folder with PoST data.</summary>
    public static string KeyAt(string path)
    {
        if (!System.IO.Directory.Exists(path))
            return File.Exists(path) ? path : throw new OperationException(OperationErrorKind.Missing, $"{path} does not exist.");
        return ForeignIn(path) ?? throw new OperationException(OperationErrorKind.Missing, $"{path} holds neither {string.Join(" nor ", ForeignNames)}.");
    }

    /// <summary>A key beside PoST data; null where there is none.</summary>
    public static string? ForeignIn(string folder) => ForeignNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Reads the id of a key file anywhere.</summary>
    public static NodeId Read(string path)
    {
        try
        {
            using var identity = KeyFile.Read(path, default);
            return identity.NodeId;
        }
        catch (KeyFileException exception)
        {
            throw Invalid($"{path} is no key file: {exception.Message}.");
        }
    }

    /// <summary>Copies a key into the node's folder, with what lies beside it of a move: what it signed, and its rows of local.sql. The source stays.</summary>
    public (string File, NodeId Identity) Import(string path, string? name)
    {
        var id = Read(path);
        if (All().FirstOrDefault(entry => entry.Identity == id) is { File: { } known })
            throw Invalid($"{id} is here already, as {known}.");
        string file = NewName(name ?? (All().Count == 0 ? null : $"{id.ToHex()[..8]}{Extension}"));
        string origin = FolderOfKeysIn(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (origin == Path.GetFullPath(folder))
            return (Copy(path, file), id);
        using var held = LockOf(origin);
        TakeRecord(folder, origin);
        // Rows that are here already are newer than those of a key that was away.
        if (IdentityRows.Count(DataFolder.At(folder).Local, id) == 0)
            IdentityRows.Copy(DataFolder.At(origin).Local, DataFolder.At(folder).Local, id);
        return (Copy(path, file), id);
    }

    public void Rename(string from, string to)
    {
        var (file, _) = Find(from);
        string target = Named(to);
        if (target == IdentityDirectory.SupervisedFileName && All().Count > 1)
            throw Invalid($"{IdentityDirectory.SupervisedFileName} is the name of the only identity of a node that proves by itself: with {All().Count} identities the node would not start.");
        if (File.Exists(Path.Combine(Directory, target)))
            throw Invalid($"{target} exists already.");
        File.Move(Path.Combine(Directory, file), Path.Combine(Directory, target), overwrite: false);
    }

    /// <summary>Moves an identity to another folder with what it signed and what its next ATX is made of.</summary>
    /// <returns>Where its key is now.</returns>
    public string Move(string name, string target)
    {
        var (file, id) = Find(name);
        var move = new IdentityMove(folder, file, id, target, time);
        move.Run();
        return move.Destination;
    }

    /// <summary>Forgets that an identity was moved away.</summary>
    public void Revive(NodeId identity) => File.Delete(IdentityTombstone.PathIn(Directory, identity));

    internal static OperationException Invalid(string text) => new(OperationErrorKind.Invalid, text);

    /// <summary>A file name for a key, with its extension.</summary>
    private static string Named(string name)
    {
        string file = name.EndsWith(Extension, StringComparison.Ordinal) ? name : name + Extension;
        return file.Length > Extension.Length && Path.GetFileName(file) == file && file[0] != '.' ? file : throw Invalid($"'{name}' is no file name.");
    }

    /// <summary>A name for one more key: <c>local.key</c> for the first, and none beside it.</summary>
    private string NewName(string? name)
    {
        var all = All();
        if (all.Any(entry => entry.File == IdentityDirectory.SupervisedFileName))
            throw Invalid($"{IdentityDirectory.SupervisedFileName} is here: a node that proves by itself has one identity. Rename it first (identity rename {IdentityDirectory.SupervisedFileName} NAME.key); its PoST data then needs a post-service.");
        string file = Named(name ?? (all.Count == 0 ? IdentityDirectory.SupervisedFileName : $"smesher-{all.Count + 1}{Extension}"));
        if (file == IdentityDirectory.SupervisedFileName && all.Count > 0)
            throw Invalid($"{IdentityDirectory.SupervisedFileName} is the name of an only identity; there are {all.Count} others.");
        return File.Exists(Path.Combine(Directory, file)) ? throw Invalid($"{file} exists already.") : file;
    }

    private string Copy(string path, string file)
    {
        using var identity = KeyFile.Read(path, default);
        System.IO.Directory.CreateDirectory(Directory);
        Write(Path.Combine(Directory, file), identity);
        return file;
    }

    private NodeId Write(string file, ReadOnlySpan<byte> seed)
    {
        try
        {
            return IdentityDirectory.Create(Directory, file, seed);
        }
        catch (KeyFileException exception)
        {
            throw Invalid(exception.Message + ".");
        }
    }

    /// <summary>The data folder of a folder of keys; another folder is its own.</summary>
    internal static string FolderOfKeysIn(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetFileName(full) == IdentityDirectory.Name ? Path.GetDirectoryName(full)! : full;
    }

    /// <summary>A folder that a node has run in has its lock; a running one holds it.</summary>
    internal static DataFolderLock? LockOf(string folder) =>
        File.Exists(Path.Combine(folder, DataFolderLock.FileName)) ? DataFolderLock.Acquire(DataFolder.At(folder), null) : null;

    /// <summary>Adds what was signed in one data folder to the record of another.</summary>
    internal static void TakeRecord(string target, string source)
    {
        try
        {
            SigningRecordMerge.Merge(Path.Combine(target, FileSigningJournal.FileName), Path.Combine(source, FileSigningJournal.FileName));
        }
        catch (SigningRecordException exception)
        {
            throw Invalid(exception.Message + ".");
        }
    }

    internal static void Write(string path, Identity identity)
    {
        Span<byte> key = stackalloc byte[Ed25519.PrivateKeySize];
        try
        {
            identity.Signer.CopyPrivateKey(key);
            KeyFile.Create(path, key[..Ed25519.SeedSize]);
        }
        catch (KeyFileException exception)
        {
            throw Invalid(exception.Message + ".");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
