using Spacemesh.Services.Checkpoint.Bootstrap;

namespace Spacemesh.Tools.Bootstrapper;

/// <summary>Generated updates on disk, for the owner's eyes, each written whole and checked as a node will check it.</summary>
internal sealed class UpdateFiles(string folder)
{
    public string Folder => folder;

    public string Save(BootstrapUpdate update, string suffix)
    {
        byte[] document = BootstrapDocument.Write(update);
        string path = Path.Combine(folder, BootstrapNames.Of(update.Epoch, suffix));
        BootstrapDocument.Parse(document, BootstrapDocument.DefaultVersion, path);
        Write(path, document);
        return path;
    }

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
