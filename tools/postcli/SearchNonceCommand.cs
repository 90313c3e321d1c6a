using System.Globalization;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Primitives;

namespace Spacemesh.Postcli;

/// <summary><c>-searchForNonce</c>: a lost VRF nonce in written data (spec 02 §3).</summary>
internal static class SearchNonceCommand
{
    public static int Run(Shell shell, CliOptions options, CancellationToken cancellationToken)
    {
        NonceSearchEvent.NonceFound? best = null;
        try
        {
            var found = NonceSearch.Search(PostDataDirectories.Parse(options.DataDir), options.FromFile, options.ToFile, Observe, cancellationToken);
            if (found is not { } nonce)
                throw new ExitException(1, "cli: search for nonce failed: nonce not found");
            shell.Say(Result("completed", nonce.Index, nonce.Value));
            return 0;
        }
        catch (PostDataException exception)
        {
            throw new ExitException(1, $"cli: search for nonce failed: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            shell.Say(best is null ? "cli: search for nonce interrupted. No nonce found so far" : Result("interrupted", best.Nonce, best.Value));
            return 0;
        }

        void Observe(NonceSearchEvent happened)
        {
            switch (happened)
            {
                case NonceSearchEvent.Started started:
                    shell.Log(LogLevel.Info, "searching for lowest nonce", ("difficulty", started.Threshold.ToHex()), ("datadir", started.DataDir));
                    break;
                case NonceSearchEvent.FileBegun file:
                    shell.Log(LogLevel.Info, "looking for VRF nonce in file", ("file", file.FileName));
                    break;
                case NonceSearchEvent.NonceFound nonce:
                    best = nonce;
                    shell.Log(LogLevel.Info, $"found nonce: updating {PostMetadataFile.Name}", ("nonce", nonce.Nonce), ("NonceValue", $"{nonce.Value:x32}"));
                    break;
            }
        }
    }

    private static string Result(string how, ulong nonce, UInt128 value) =>
        string.Create(CultureInfo.InvariantCulture, $"cli: search for nonce {how}. Nonce: {nonce} | Label: {value:X32}");
}
