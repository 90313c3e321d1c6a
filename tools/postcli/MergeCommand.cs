using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Postcli;

/// <summary><c>-merge</c>: files and metadata of directories that were initialized apart become one directory's (spec 02 §4.4).</summary>
internal static class MergeCommand
{
    public static int Run(Shell shell, CliOptions options, string sources)
    {
        var target = new PostDataDirectories(options.DataDir);
        var from = PostDataDirectories.Parse(sources);
        if (from.Paths.Contains(target.Primary, StringComparer.Ordinal))
            throw new ExitException(1, $"cli: {target.Primary} cannot be merged into itself");
        var merged = PostMetadataFile.TryLoad(target.Primary);
        string first = target.Primary;
        foreach (string directory in from.Paths)
        {
            var metadata = PostMetadataFile.Load(directory);
            if (merged is not null)
                merged = PostMetadataMerge.Join(merged, first, metadata, directory);
            else
                (merged, first) = (metadata, directory);
        }

        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(target.Primary);
        else
            Directory.CreateDirectory(target.Primary, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Copy(shell, from, target, merged!.Layout);
        PostMetadataFile.Save(target.Primary, merged);
        shell.Say(merged.Nonce is { } nonce
            ? $"cli: merged into {target.Primary}, nonce {nonce}"
            : $"cli: merged into {target.Primary}; no nonce yet: run the initialization over all files to search for one");
        shell.Say("the directories merged are as they were; delete them yourself when you have verified the result");
        return 0;
    }

    private static void Copy(Shell shell, PostDataDirectories from, PostDataDirectories target, PostDataLayout layout)
    {
        var there = target.Files().ToDictionary(file => file.Index);
        foreach (var directory in from.Paths)
        {
            foreach (var file in new PostDataDirectories(directory).Files())
            {
                if (file.Index >= layout.TotalFiles || (there.TryGetValue(file.Index, out var existing) && existing.Length >= file.Length))
                    continue;
                string name = PostDataFileName.Of(file.Index);
                string path = Path.Combine(target.Primary, name);
                string partial = path + ".part";
                shell.Log(LogLevel.Info, "copying file", ("file", file.Path), ("bytes", file.Length));
                try
                {
                    File.Copy(file.Path, partial, overwrite: true);
                    File.Move(partial, path, overwrite: true);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    File.Delete(partial);
                    throw new PostDataException(path, $"{file.Path} cannot be copied to {path}: {exception.Message}", exception);
                }

                there[file.Index] = file;
            }
        }
    }
}
