using System.Globalization;
using Spacemesh.Post;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;

namespace Spacemesh.Postcli;

/// <summary>The compute providers and which of them to use (spec 02 §5).</summary>
internal sealed class ProviderChoice(Shell shell, Func<IReadOnlyList<LabelProvider>> gpus)
{
    private IReadOnlyList<LabelProvider>? _gpus;

    /// <summary>Number of GPUs.</summary>
    public int Gpus => (_gpus ??= gpus()).Count;

    /// <summary>GPUs first, then the CPU.</summary>
    public IReadOnlyList<LabelProvider> List() => [.. _gpus ??= gpus(), LabelProvider.Cpu];

    /// <summary>The providers asked for; an unknown id becomes one that cannot be opened.</summary>
    public IReadOnlyList<LabelProvider> Choose(CliOptions options)
    {
        var all = List();
        if (options.ProviderIds() is { Count: > 0 } ids)
            return [.. ids.Select(id => all.FirstOrDefault(provider => provider.Id == id) ?? Unknown(id))];
        if (all.Count == 1)
        {
            shell.Say("WARNING: no GPU was found. The CPU is much slower: a mainnet unit takes weeks.");
            shell.Confirm(options.Yes, "CONTINUING WILL INITIALIZE ON THE CPU.");
            return all;
        }

        return [Fastest(all)];
    }

    private static LabelProvider Unknown(uint id) => new(
        id, "unknown", LabelProviderClass.Gpu, () => throw new PostException("failed to compute labels: initializing scrypter: invalid provider ID"));

    private LabelProvider Fastest(IReadOnlyList<LabelProvider> all)
    {
        shell.Say("measuring all compute providers");
        var best = (Provider: LabelProvider.Cpu, Rate: -1);
        foreach (var provider in all)
        {
            try
            {
                int rate = ProviderBenchmark.Run(provider, shell.Time);
                shell.Say(string.Create(CultureInfo.InvariantCulture, $"{provider.Id,10}  {provider.Model,-63}  {rate,9} labels/s"));
                if (rate > best.Rate)
                    best = (provider, rate);
            }
            catch (PostException exception)
            {
                shell.Say(string.Create(CultureInfo.InvariantCulture, $"{provider.Id,10}  {provider.Model,-63}  cannot be used: {exception.Message}"));
            }
        }

        shell.Say($"using provider {best.Provider.Id}");
        return best.Provider;
    }
}
