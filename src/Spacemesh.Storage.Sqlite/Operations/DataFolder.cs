namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A node's data folder (spec 10 §1).</summary>
public sealed record DataFolder
{
    private DataFolder(string path) => Path = path;

    public string Path { get; }

    public string State => System.IO.Path.Combine(Path, "state.sql");

    public string Local => System.IO.Path.Combine(Path, "local.sql");

    public string Genesis => System.IO.Path.Combine(Path, "genesis.json");

    /// <summary>An existing folder.</summary>
    public static DataFolder At(string path) => Directory.Exists(path)
        ? new DataFolder(System.IO.Path.GetFullPath(path))
        : throw new OperationException(OperationErrorKind.Missing, $"The data folder {path} does not exist: name the right one with --data-folder.");

    /// <summary>A folder's name for files that are kept aside; the same pattern as a checkpoint recovery uses (spec 10 §1).</summary>
    internal string NewAside(DateTimeOffset now)
    {
        string path = System.IO.Path.Combine(Path, FormattableString.Invariant($"backup.{now.ToUnixTimeSeconds()}"));
        for (int copy = 2; Directory.Exists(path); copy++)
            path = System.IO.Path.Combine(Path, FormattableString.Invariant($"backup.{now.ToUnixTimeSeconds()}-{copy}"));
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
