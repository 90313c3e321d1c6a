using System.Diagnostics;

namespace Spacemesh.Postcli.Tests;

/// <summary>Directories and disks that are not as they should be: named, and nothing of value is lost.</summary>
public sealed class BadDirectoryTests : IDisposable
{
    private const string Id = "2166fbc9dc3d5539429cb287e3eb3cd507cefa3574c54d000092fb752a703452";
    private const string Atx = "e5d6c21231158cd318e6547c91497a7121b9255fd66e2a83a7e73c4458be6e5b";

    private readonly string _root = Directory.CreateTempSubdirectory("bad-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void File_beyond_the_end_is_deleted_only_after_asking()
    {
        string[] arguments = Space(In("a"), 2, 1024, 8192);
        Assert.Equal(0, CliRun.PostCli([.. arguments, "-yes"]).ExitCode);
        string extra = Path.Combine(In("a"), "postdata_77.bin");
        File.WriteAllText(extra, "of something else");

        // Asked first for the label count and N, which are not mainnet's.
        var refused = CliRun.PostCli(arguments, "y\ny\nn\n");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("postdata_77.bin", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(extra));

        Assert.Equal(0, CliRun.PostCli(arguments, "y\ny\ny\n").ExitCode);
        Assert.False(File.Exists(extra));
    }

    [Fact]
    public void Directory_that_cannot_be_made_or_written_is_named()
    {
        File.WriteAllText(In("file"), "no directory");
        var below = CliRun.PostCli([.. Space(Path.Combine(In("file"), "sub"), 2, 1024, 8192), "-yes"]);
        Assert.NotEqual(0, below.ExitCode);
        Assert.Contains(Path.Combine(In("file"), "sub"), below.Error, StringComparison.Ordinal);

        // Nobody can make a file there, root neither.
        if (Directory.Exists("/proc/self"))
        {
            var inside = CliRun.PostCli([.. Space("/proc", 2, 1024, 8192), "-yes"]);
            Assert.NotEqual(0, inside.ExitCode);
            Assert.Contains("/proc/postdata_metadata.json", inside.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>As on FAT32, whose limit is just below the default size; the limit here is the system's for a process.</summary>
    [Fact]
    public async Task File_system_that_takes_no_large_files_is_told_of_and_what_is_written_is_kept()
    {
        if (!File.Exists("/bin/bash"))
            return;
        Assert.Equal(0, CliRun.PostCli([.. Space(In("whole"), 2, 65536, 4 << 20), "-yes"]).ExitCode);
        string[] arguments = [.. Space(In("full"), 2, 65536, 4 << 20), "-yes"];
        // The runtime's own double mapping would need large files too.
        var start = new ProcessStartInfo("/bin/bash", ["-c", "trap '' XFSZ; ulimit -f 1024; exec dotnet \"$@\"", "bash", typeof(PostCli).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        using (var process = Process.Start(start)!)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            Assert.Contains("postdata_0.bin cannot be written", error, StringComparison.Ordinal);
            Assert.Contains("labels written so far are kept", error, StringComparison.Ordinal);
        }

        Assert.InRange(new FileInfo(Path.Combine(In("full"), "postdata_0.bin")).Length, 1, 1 << 20);
        Assert.Equal(0, CliRun.PostCli(arguments).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(In("whole"), "postdata_0.bin")), await File.ReadAllBytesAsync(Path.Combine(In("full"), "postdata_0.bin")));
    }

    [Fact]
    public void Second_process_on_a_directory_is_refused_while_the_first_writes()
    {
        // A MiB at N = 8192 takes much longer than the second process needs to be refused.
        string[] arguments = [.. Space(In("a"), 8192, 16384, 1 << 20), "-yes"];
        using var first = Process.Start(new ProcessStartInfo("dotnet", [typeof(PostCli).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        first.BeginOutputReadLine();
        first.BeginErrorReadLine();
        try
        {
            while (!File.Exists(Path.Combine(In("a"), "postdata_0.bin")))
            {
                Assert.False(first.HasExited);
                Thread.Yield();
            }

            var second = CliRun.PostCli(arguments);
            Assert.Contains("another process is using it", second.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("initialization completed", second.Error, StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
            first.WaitForExit();
        }
    }

    private static string[] Space(string directory, int n, int labelsPerUnit, int maxFileSize) =>
    [
        "-datadir", directory, "-provider", "4294967295", "-scryptN", $"{n}", "-labelsPerUnit", $"{labelsPerUnit}", "-maxFileSize", $"{maxFileSize}",
        "-id", Id, "-commitmentAtxId", Atx, "-numUnits", "4",
    ];

    private string In(string name) => Path.Combine(_root, name);
}
