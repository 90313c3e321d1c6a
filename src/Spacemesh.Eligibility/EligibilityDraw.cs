using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>
/// The binomial draw of one smesher in one committee: n trials with probability p, whose outcome the proof's fraction selects
/// (spec 05 §4.3 steps 4–7, §4.4). Counting and validating are not exact inverses; both are as the reference does them.
/// </summary>
public readonly struct EligibilityDraw
{
    private const ulong MaxTrials = 1 << 30;

    private readonly Binomial _binomial;
    private readonly Fixed _fraction;
    private readonly ulong _trials;

    private EligibilityDraw(ulong trials, Fixed probability, Fixed fraction)
    {
        _binomial = new Binomial((long)trials, probability);
        _fraction = fraction;
        _trials = trials;
    }

    /// <summary>Sets up the draw; <paramref name="committee"/> is at least 1.</summary>
    public static bool TryCreate(
        ulong weight, ulong totalWeight, uint committee, in VrfSignature proof, out EligibilityDraw draw, [NotNullWhen(false)] out OracleFailure? failure)
    {
        draw = default;
        failure = null;
        if (totalWeight == 0)
        {
            failure = new OracleFailure(OracleFailureKind.NoWeight, "zero total weight");
            return false;
        }

        ulong trials = weight;
        if (committee > totalWeight)
        {
            // With fewer units than seats every unit counts as many; wraps like the reference.
            trials = unchecked(trials * committee);
            totalWeight = unchecked(totalWeight * committee);
        }

        if (trials > MaxTrials)
        {
            failure = new OracleFailure(OracleFailureKind.TooMuchWeight, $"miner weight exceeds supported maximum (id weight {weight}, max {MaxTrials})");
            return false;
        }

        draw = new EligibilityDraw(trials, Fixed.FromRatio(committee, totalWeight), Fixed.FromFraction(VrfSignature.Span(in proof)[..sizeof(ulong)]));
        return true;
    }

    /// <summary>How many seats the smesher has.</summary>
    public ushort Count()
    {
        for (ulong seats = 0; seats < _trials; seats++)
        {
            if (Fixed.RawGreater(_binomial.Cdf((long)seats), _fraction))
                return unchecked((ushort)seats);
        }

        return unchecked((ushort)_trials);
    }

    /// <summary>Whether a claimed number of seats is right.</summary>
    public bool Holds(ushort seats) =>
        !Fixed.RawGreater(_binomial.Cdf(seats - 1L), _fraction) && Fixed.RawLess(_fraction, _binomial.Cdf(seats));
}
