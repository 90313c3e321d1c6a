using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Runtime;

namespace Spacemesh.Postcli;

/// <summary><c>-repair</c>: finds wrong labels and rewrites just those.</summary>
internal static class RepairCommand
{
    private const double Everything = 100;

    public static async Task<int> RunAsync(Shell shell, CliOptions options, CancellationToken cancellationToken)
    {
        var directories = PostDataDirectories.Parse(options.DataDir);
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = InitializeCommand.Cores(options) });
        var verification = new DataVerification(pool, new SystemRandom(), happened => VerifyCommand.Log(shell, happened));
        var looked = VerifyCommand.Options(options) with { FindAll = true, Fraction = options.IsGiven("fraction") ? options.Fraction : Everything };
        var verdict = await verification.VerifyAsync(directories, looked, cancellationToken);
        if (verdict is DataVerdict.Failed failed)
            throw new ExitException(1, $"cli: repair failed: {failed.Reason}");
        var bad = verification.BadLabels;
        if (bad.Count == 0)
        {
            shell.Say("cli: POS data is valid, nothing to repair");
            return 0;
        }

        var layout = PostDrives.Load(directories).Layout;
        foreach (var file in bad.GroupBy(layout.FileOf))
            shell.Say($"{PostDataFileName.Of(file.Key)}: {file.Count()} wrong labels, the first at offset {layout.OffsetOf(file.First())}");
        shell.Say($"WARNING: {bad.Count} labels differ from what the identity yields with scryptN {options.ScryptN}.");
        shell.Confirm(options.Yes, "CONTINUING REWRITES THEM. MAKE SURE scryptN AND THE METADATA ARE THOSE THE DATA WERE MADE WITH.");
        DataRepair.Repair(directories, bad, new ScryptParameters(options.ScryptN, 1, 1));
        shell.Say($"cli: repaired {bad.Count} labels");
        return 0;
    }
}
