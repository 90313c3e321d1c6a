using Spacemesh.Post;
using Spacemesh.Post.Labels;

namespace Spacemesh.Postcli;

/// <summary>The program: reads the flags and does the first thing they ask for (spec 02 §12.1).</summary>
public sealed class PostCli(Shell shell, Func<IReadOnlyList<LabelProvider>> gpus)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new CliOptions(shell.Home);
        try
        {
            options.Parse(arguments, shell.Error);
            shell.Level = options.Level;
            return await DispatchAsync(options, cancellationToken);
        }
        catch (ExitException exit)
        {
            if (exit.Text is not null)
                shell.Say(exit.Text);
            return exit.Code;
        }
        catch (PostException exception)
        {
            shell.Say($"cli: {exception.Message}");
            return 1;
        }
        finally
        {
            await shell.Error.FlushAsync(CancellationToken.None);
            await shell.Output.FlushAsync(CancellationToken.None);
        }
    }

    private async Task<int> DispatchAsync(CliOptions options, CancellationToken cancellationToken)
    {
        var providers = new ProviderChoice(shell, gpus);
        if (options.PrintProviders)
            return Printing.Providers(shell, providers.List());
        if (options.PrintNumFiles)
            return Printing.NumFiles(shell, options);
        if (options.PrintConfig)
            return Printing.Config(shell, options);
        if (options.Fit is { } directory)
            return Printing.Fit(shell, options, directory);
        if (options.PrintFinished)
            return Printing.Finished(shell, options);
        if (options.Merge is { } sources)
            return MergeCommand.Run(shell, options, sources);
        if (options.Verify)
            return await VerifyCommand.RunAsync(shell, options, cancellationToken);
        if (options.Repair)
            return await RepairCommand.RunAsync(shell, options, cancellationToken);
        if (options.SearchForNonce)
            return SearchNonceCommand.Run(shell, options, cancellationToken);
        return await new InitializeCommand(shell, options, providers).RunAsync(cancellationToken);
    }
}
