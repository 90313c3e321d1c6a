using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>Rules and durations of the beacon protocol (configuration section <c>beacon</c>, spec 05 §1.4); the defaults are those of no preset.</summary>
public sealed record BeaconOptions
{
    private const ulong LargestExponent = 1 << 20;

    /// <summary>Wanted number of proposals that count, in units of 1/ln 2.</summary>
    public uint Kappa { get; init; } = 40;

    /// <summary>Share of adversaries that the thresholds expect, at least 0 and below 1.</summary>
    public Rational Q
    {
        get;
        init => field = value.Numerator.Sign >= 0 && value.Numerator < value.Denominator
            ? value
            : throw new InvalidOptionException("beacon.beacon-q", $"{value} is not from 0 to less than 1");
    }

    = new(1, 3);

    /// <summary>Share of the epoch's weight from which votes decide.</summary>
    public Rational Theta
    {
        get;
        init => field = value.Numerator.Sign >= 0 ? value : throw new InvalidOptionException("beacon.beacon-theta", $"{value} is negative");
    }

    = new(1, 4);

    /// <summary>Voting rounds, the first one included; 0 switches the protocol off.</summary>
    public uint Rounds { get; init; } = 300;

    public TimeSpan GracePeriod
    {
        get;
        init => field = Checked("beacon-grace-period-duration", value);
    }

    = TimeSpan.FromMinutes(2);

    public TimeSpan ProposalDuration
    {
        get;
        init => field = Checked("beacon-proposal-duration", value);
    }

    = TimeSpan.FromMinutes(2);

    public TimeSpan FirstVotingRoundDuration
    {
        get;
        init => field = Checked("beacon-first-voting-round-duration", value);
    }

    = TimeSpan.FromHours(1);

    public TimeSpan VotingRoundDuration
    {
        get;
        init => field = Checked("beacon-voting-round-duration", value);
    }

    = TimeSpan.FromMinutes(30);

    public TimeSpan WeakCoinRoundDuration
    {
        get;
        init => field = Checked("beacon-weak-coin-round-duration", value);
    }

    = TimeSpan.FromMinutes(1);

    /// <summary>Entries of a first vote that later votes may speak about.</summary>
    public uint VotesLimit { get; init; } = 100;

    /// <summary>Eligibilities that must be seen before ballots decide an epoch's beacon.</summary>
    public uint SyncWeightUnits { get; init; } = 800;

    /// <summary>Weak coin messages kept for a later round. No configuration key.</summary>
    public int WeakCoinBuffer
    {
        get;
        init => field = value >= 0 ? value : throw new InvalidOptionException("weak coin buffer", $"{value} is negative");
    }

    = 10_000;

    /// <summary>Whether the protocol runs at all: on mainnet it does not.</summary>
    public bool IsEnabled => Rounds > 0;

    /// <summary>From the begin of an epoch to the beacon, where nothing is late; saturates.</summary>
    public TimeSpan Duration
    {
        get
        {
            var ticks = (Int128)ProposalDuration.Ticks + FirstVotingRoundDuration.Ticks
                + ((Int128)(Math.Max(Rounds, 1) - 1) * ((Int128)VotingRoundDuration.Ticks + WeakCoinRoundDuration.Ticks));
            return ticks > TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
        }
    }

    /// <summary>What no single value shows.</summary>
    /// <exception cref="InvalidOptionException">The exponent of the thresholds is too large to be computed.</exception>
    public void Validate()
    {
        var exponent = (Rational)(BigInteger)Kappa / ((Rational)BigInteger.One - Q);
        if (exponent.Numerator > LargestExponent * exponent.Denominator)
            throw new InvalidOptionException("beacon.beacon-kappa", $"{Kappa} / (1 − {Q}) is above {LargestExponent}");
    }

    private static TimeSpan Checked(string key, TimeSpan value) =>
        value >= TimeSpan.Zero && value <= MaxDuration ? value : throw new InvalidOptionException($"beacon.{key}", $"{value} is not between 0 and {MaxDuration}");

    /// <summary>No timer takes more.</summary>
    private static TimeSpan MaxDuration { get; } = TimeSpan.FromDays(49);
}
