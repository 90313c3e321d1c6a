namespace Spacemesh.Services.Checkpoint;

/// <summary>Files and folders for the owner's eyes only, written whole or not at all.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, FolderMode);
    }

    /// <summary>Writes beside the file, waits for the disk, and puts it in place.</summary>
    public static void Write(string path, Action<Stream> write, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        string temporary = path + ".tmp";
        try
        {
            using (var stream = Create(temporary, mode))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public static FileStream Create(string path, UnixFileMode mode)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }
}
