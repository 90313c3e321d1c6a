using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>Files that are whole or absent whatever happens: written beside their place, synced, renamed.</summary>
internal static partial class DurableFile
{
    private const int OpenReadOnly = 0;
    private const int OpenDirectory = 0x10000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file, readable by its owner only.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool sync)
    {
        string temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: sync);
        }

        File.Move(temporary, path, overwrite: true);
        if (sync)
            SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var handle = Open(path, OpenReadOnly | OpenDirectory);
        if (!handle.IsInvalid)
            _ = FSync(handle);
    }

    /// <summary>A folder that only its owner enters.</summary>
    public static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(SafeFileHandle handle);
}
