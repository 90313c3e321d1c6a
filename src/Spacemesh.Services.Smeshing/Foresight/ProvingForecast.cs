using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>How long the next PoST proof is expected to take (spec 02 §6.6, §14.2).</summary>
/// <param name="Expected">Proof of work and the mean number of passes over the data.</param>
/// <param name="Gap">The time that there is.</param>
/// <param name="Advice">What would make it faster; empty where there is time enough.</param>
public sealed record ProvingForecast(TimeSpan Expected, TimeSpan Gap, string Advice)
{
    /// <summary>Share of the gap beyond which there is no room for a slow disk, a restart or a second pass.</summary>
    public const double LargestShare = 0.6;

    /// <summary>Passes with a smaller chance than this are worth more nonces.</summary>
    private const double SmallChance = 0.9;

    public bool IsTight => Gap > TimeSpan.Zero && Expected > Gap * LargestShare;

    /// <summary>From how long an earlier proof took.</summary>
    /// <param name="units">Size of the data now.</param>
    /// <param name="earlierUnits">Size of the data then.</param>
    /// <param name="took">How long that proof took.</param>
    /// <param name="gap">The cycle gap.</param>
    public static ProvingForecast Of(uint units, uint earlierUnits, TimeSpan took, TimeSpan gap)
    {
        var expected = took * ((double)units / Math.Max(1, earlierUnits));
        return new ProvingForecast(expected, gap, expected > gap * LargestShare
            ? "That is how long earlier proofs took: use more threads (smeshing-opts-proving-threads), a faster disk, other nonces (smeshing-opts-proving-nonces), k2pow workers, or less space."
            : "");
    }

    /// <param name="network">Network values.</param>
    /// <param name="units">Size of the data.</param>
    /// <param name="nonces">Nonces of a pass.</param>
    /// <param name="bytesPerSecond">Data scanned a second with that many nonces, disk and processor together.</param>
    /// <param name="hashesPerSecond">RandomX hashes a second, all threads together.</param>
    /// <param name="gap">The cycle gap.</param>
    public static ProvingForecast Of(PostConfig network, uint units, uint nonces, double bytesPerSecond, double hashesPerSecond, TimeSpan gap)
    {
        ArgumentNullException.ThrowIfNull(network);
        double size = (double)network.LabelsPerUnit * units * PostDataLayout.LabelSize;
        double chance = PassChance(network, units, nonces);
        double passes = 1 / chance;
        double pass = size / bytesPerSecond;
        double work = nonces / 16.0 * units / Share(network.PowDifficulty) / hashesPerSecond;
        double seconds = Math.Min(passes * (pass + work), TimeSpan.MaxValue.TotalSeconds / 2);
        var expected = TimeSpan.FromSeconds(seconds);
        return new ProvingForecast(expected, gap, expected > gap * LargestShare ? AdviceFor(pass, work, chance, nonces) : "");
    }

    /// <summary>Chance that a pass finds a proof: that one of the nonces has K2 good labels, where K1 are expected.</summary>
    internal static double PassChance(PostConfig network, uint units, uint nonces)
    {
        double labels = Math.Max(1, (double)network.LabelsPerUnit * units);
        double mean = Math.Min(network.K1, labels);
        double term = Math.Exp(-mean);
        double below = 0;
        for (uint k = 0; k < network.K2; k++)
        {
            below += term;
            term *= mean / (k + 1);
        }

        double one = Math.Clamp(1 - below, 1e-12, 1);
        return 1 - Math.Pow(1 - one, nonces);
    }

    private static double Share(Hash32 difficulty)
    {
        double share = 0;
        double unit = 1.0 / 256;
        foreach (byte digit in Hash32.Span(in difficulty)[..8])
        {
            share += digit * unit;
            unit /= 256;
        }

        return Math.Max(share, double.Epsilon);
    }

    private static string AdviceFor(double pass, double work, double chance, uint nonces)
    {
        if (work > pass)
            return "Most of it is proof of work: use randomx-mode fast, more threads, or fewer nonces (smeshing-opts-proving-nonces).";
        return chance < SmallChance
            ? $"A pass succeeds with {chance:P0} only: more nonces than {nonces} (smeshing-opts-proving-nonces) save passes over the data."
            : "Most of it is reading and scanning: use more threads (smeshing-opts-proving-threads), a faster disk or several, fewer nonces, or less space.";
    }
}
