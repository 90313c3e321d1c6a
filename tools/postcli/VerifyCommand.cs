using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Postcli;

/// <summary><c>-verify</c>: the identity's key against the metadata, then stored labels against computed ones (spec 02 §8).</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(Shell shell, CliOptions options, CancellationToken cancellationToken)
    {
        var directories = PostDataDirectories.Parse(options.DataDir);
        CheckIdentity(shell, directories);
        shell.Say("cli: verifying POS data");
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = InitializeCommand.Cores(options) });
        var verification = new DataVerification(pool, new SystemRandom(), happened => Log(shell, happened));
        var verdict = await verification.VerifyAsync(directories, Options(options), cancellationToken);
        switch (verdict)
        {
            case DataVerdict.Valid:
                shell.Say("cli: POS data is valid");
                return 0;
            case DataVerdict.Invalid invalid:
                shell.Log(LogLevel.Info, $"POS data is invalid: invalid label in file {invalid.File} at offset {invalid.Offset}", ("module", "post"));
                throw new ExitException(1, $"cli: invalid POS: file {invalid.File} contains invalid label at offset {invalid.Offset}");
            case DataVerdict.Failed failed:
                shell.Log(LogLevel.Error, $"Error verifying POS data: {failed.Reason}", ("module", "post"));
                throw new ExitException(1, "cli: failed (invalid argument)");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public static DataVerificationOptions Options(CliOptions options) => new()
    {
        Fraction = options.Fraction,
        FromFile = options.FromFile,
        ToFile = options.ToFile,
        Scrypt = new ScryptParameters(options.ScryptN, 1, 1),
    };

    public static void Log(Shell shell, DataVerificationEvent happened)
    {
        string message = happened switch
        {
            DataVerificationEvent.Started started => $"verifying POS data in {started.DataDir}",
            DataVerificationEvent.RangeKnown range => $"verifying POS files {range.FromFile} -> {range.ToFile}",
            DataVerificationEvent.FileBegun file => $"verifying file {file.Path}",
            DataVerificationEvent.LabelsChosen labels => $"verifying {labels.Count} labels",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        shell.Log(LogLevel.Info, message, ("module", "post"));
    }

    private static void CheckIdentity(Shell shell, PostDataDirectories directories)
    {
        shell.Say("cli: verifying identity.key");
        if (IdentityKey.TryRead(directories.Primary) is not { } key)
            return;
        var metadata = PostMetadataFile.Load(directories.Primary);
        if (metadata.NodeId != key)
        {
            throw new ExitException(
                1,
                $"NodeID in {PostMetadataFile.PathIn(directories.Primary)} ({metadata.NodeId.ToHex()}) does not match public key from {IdentityKey.FileName} ({key.ToHex()})");
        }

        shell.Say("cli: identity.key is valid");
    }
}
