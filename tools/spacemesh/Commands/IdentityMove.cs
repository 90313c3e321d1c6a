using Spacemesh.Crypto.Keys;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary>
/// One identity on its way to another folder, with everything that belongs to it. The tombstone comes first: wherever this is interrupted the key
/// does not start here any more. What it signed and its rows of local.sql are at the target before the key is, and the key is the last that goes
/// here; so the same move, made again, goes on where it was interrupted.
/// </summary>
internal sealed class IdentityMove
{
    private readonly string _folder;
    private readonly string _directory;
    private readonly string _file;
    private readonly NodeId _identity;
    private readonly string _target;
    private readonly TimeProvider _time;

    /// <summary>Checks what can be checked before anything is changed.</summary>
    /// <param name="folder">Data folder that the identity leaves.</param>
    /// <param name="file">Name of its key file there.</param>
    /// <param name="identity">Its id.</param>
    /// <param name="target">Data folder of another node (or its folder of keys), or any folder.</param>
    /// <param name="time">The time of the move.</param>
    public IdentityMove(string folder, string file, NodeId identity, string target, TimeProvider time)
    {
        if (!Directory.Exists(target))
            throw new OperationException(OperationErrorKind.Missing, $"The folder {target} does not exist.");
        (_folder, _file, _identity, _time) = (Path.GetFullPath(folder), file, identity, time);
        _directory = Path.Combine(_folder, IdentityDirectory.Name);
        _target = IdentityStore.FolderOfKeysIn(target);
        bool isNode = Directory.Exists(Path.Combine(_target, IdentityDirectory.Name));
        string where = isNode ? Path.Combine(_target, IdentityDirectory.Name) : _target;
        if (where == _directory || _target == _folder)
            throw IdentityStore.Invalid($"{target} is where the key lies.");
        Destination = Path.Combine(where, file == IdentityDirectory.SupervisedFileName && isNode ? $"{identity.ToHex()[..8]}.key" : file);
        bool wasInterrupted = IdentityTombstone.Find(_directory, identity) is not null;
        if (File.Exists(Destination) && !(wasInterrupted && IdentityStore.Read(Destination) == identity))
            throw IdentityStore.Invalid($"{Destination} exists already.");
    }

    /// <summary>Where the key goes.</summary>
    public string Destination { get; }

    private string Source => Path.Combine(_directory, _file);

    private string SourceRows => DataFolder.At(_folder).Local;

    private string TargetRows => DataFolder.At(_target).Local;

    /// <summary>The steps in their order; between any two of them, and inside each, the process may die.</summary>
    public IEnumerable<Action> Steps() =>
    [
        () => IdentityTombstone.Write(_directory, _identity, _target, _time.GetUtcNow()),
        () => IdentityStore.TakeRecord(_target, _folder),
        CopyRows,
        CopyKey,
        () => IdentityRows.Delete(SourceRows, _identity),
        () => File.Delete(Source),
    ];

    public void Run()
    {
        // Both databases must be fit before the tombstone is there; a node that runs over the target would not see what is put beside it.
        using var held = IdentityStore.LockOf(_target);
        _ = IdentityRows.Count(SourceRows, _identity);
        _ = IdentityRows.Count(TargetRows, _identity);
        foreach (var step in Steps())
            step();
    }

    /// <summary>A key at the target says that its rows are there, and those here may be gone already.</summary>
    private void CopyRows()
    {
        if (!File.Exists(Destination))
            IdentityRows.Copy(SourceRows, TargetRows, _identity);
    }

    private void CopyKey()
    {
        if (!File.Exists(Destination))
        {
            using var identity = KeyFile.Read(Source, default);
            IdentityStore.Write(Destination, identity);
        }

        if (IdentityStore.Read(Destination) != _identity)
            throw IdentityStore.Invalid($"{Destination} does not read back: the key stays here, but does not start; delete {IdentityTombstone.PathIn(_directory, _identity)} to use it here.");
    }
}
