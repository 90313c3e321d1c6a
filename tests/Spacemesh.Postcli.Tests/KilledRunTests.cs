using System.Diagnostics;
using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Postcli.Tests;

/// <summary>Real processes, killed while they write.</summary>
public sealed class KilledRunTests : IDisposable
{
    private const int Kills = 10;
    private const string Id = "2166fbc9dc3d5539429cb287e3eb3cd507cefa3574c54d000092fb752a703452";
    private const string Atx = "e5d6c21231158cd318e6547c91497a7121b9255fd66e2a83a7e73c4458be6e5b";

    private readonly string _root = Directory.CreateTempSubdirectory("killed-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // 4 units of 2^20 labels are 64 MiB; 4 of 2^14 at N = 8192 are 1 MiB.
    [Theory]
    [InlineData(2, 1048576, 16777216, "")]
    [InlineData(2, 262144, 4194304, "/b:/c")]
    [InlineData(8192, 16384, 1048576, "")]
    public void Run_killed_ten_times_equals_one_in_one_go(int n, int labelsPerUnit, int maxFileSize, string moreDrives)
    {
        string whole = Path.Combine(_root, "whole");
        string killed = Path.Combine(_root, "a");
        string drives = string.Join(Path.PathSeparator, [killed, .. moreDrives.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(drive => _root + drive)]);
        string[] arguments = ["-provider", "4294967295", "-scryptN", $"{n}", "-labelsPerUnit", $"{labelsPerUnit}", "-maxFileSize", $"{maxFileSize}", "-id", Id, "-commitmentAtxId", Atx, "-numUnits", "4", "-yes"];
        Assert.Equal(0, CliRun.PostCli(["-datadir", whole, .. arguments]).ExitCode);

        long total = 4L * labelsPerUnit * PostDataLayout.LabelSize;
        var random = new Random(n);
        int kills = 0;
        for (int i = 0; i < Kills; i++)
        {
            // Each run may write a random part of what an even share would be before it is killed.
            long until = BytesIn(drives) + (long)(random.NextDouble() * total / Kills);
            using var process = Start(["-datadir", drives, .. arguments]);
            while (!process.HasExited && BytesIn(drives) <= until)
                Thread.Yield();
            if (process.HasExited)
                continue;
            process.Kill();
            process.WaitForExit();
            kills++;
        }

        Assert.True(kills >= Kills - 1, $"only {kills} runs could be killed");
        var last = CliRun.PostCli(["-datadir", drives, .. arguments]);
        Assert.True(last.ExitCode == 0 && last.Error.Contains("initialization completed", StringComparison.Ordinal), last.Error);
        RequireSame(whole, drives);
    }

    private static long BytesIn(string drives)
    {
        long bytes = 0;
        foreach (string drive in drives.Split(Path.PathSeparator).Where(Directory.Exists))
            bytes += new DirectoryInfo(drive).GetFiles("postdata_*.bin").Sum(file => file.Length);
        return bytes;
    }

    private static void RequireSame(string whole, string drives)
    {
        foreach (var expected in new PostDataDirectories(whole).Files())
        {
            var actual = Assert.Single(PostDataDirectories.Parse(drives).Files(), file => file.Index == expected.Index);
            Assert.True(File.ReadAllBytes(expected.Path).AsSpan().SequenceEqual(File.ReadAllBytes(actual.Path)), $"{actual.Path} differs");
        }

        string metadata = File.ReadAllText(PostMetadataFile.PathIn(whole));
        foreach (string drive in drives.Split(Path.PathSeparator))
        {
            Assert.Equal(metadata, File.ReadAllText(PostMetadataFile.PathIn(drive)));
            var names = Directory.GetFiles(drive).Select(path => Path.GetFileName(path)!);
            Assert.DoesNotContain(names, name => name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".lock", StringComparison.Ordinal));
        }
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PostCli).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        // Nobody reads: a full pipe would stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
