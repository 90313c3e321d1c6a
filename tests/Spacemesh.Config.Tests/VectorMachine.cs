namespace Spacemesh.Config.Tests;

/// <summary>The machine that printed the golden files, as they name it.</summary>
internal static class VectorMachine
{
    public static MachineProfile Profile { get; } = new()
    {
        Home = "/home/user",
        Temporary = "/tmp",
        Program = "EXECUTABLE_DIR",
        Processors = 2,
        PowFlags = 106,
        Now = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Keys that are ours and that no golden file names.</summary>
    public static bool IsOwn(string path) =>
        path.Split('/')[0] is "dashboard" or "log-file" or "limits" or "release-check" || path == "smeshing/smeshing-doppelganger-protection";
}
