using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Spacemesh.Poet.Registration;
using Spacemesh.Poet.Server.Metrics;

namespace Spacemesh.Poet.Server;

/// <summary>The counters of a PoET service under the reference's names (spec 03 §12.4), in the Prometheus text format.</summary>
public sealed class PoetMetrics
{
    private readonly ConcurrentDictionary<uint, Func<ulong>> _working = new();
    private readonly MetricSeries _leaves = new("poet_round_leaves_total", "Number of generated leaves in a round", ["id"]);
    private readonly MetricSeries _members = new("poet_round_members_total", "Number of members in a round", ["id"]);
    private readonly MetricSeries _writes = new(
        "poet_round_batch_write_latency_seconds", "Latency of batch write operations", [], MetricSeries.Exponential(0.001, 1.5, 20));

    private readonly MetricSeries _withCertificate = new(
        "poet_registration_with_cert_total", "Number of registrations with a certificate", ["result"]);

    private readonly MetricSeries _withPow = new("poet_registration_with_pow_total", "Number of registrations with a PoW", ["result"]);
    private readonly MetricSeries _limited = new("poet_registration_limited_total", "Number of registrations refused by a limit", ["limit"]);

    public PoetMetrics()
    {
        foreach (string result in new[] { "valid", "invalid", "expired" })
            _withCertificate.Touch(result);
        _withPow.Touch("valid");
        _withPow.Touch("invalid");
        _writes.Touch();
    }

    /// <summary>The gRPC calls; hand it to the listeners.</summary>
    public GrpcMetrics Grpc { get; } = new();

    public void CertificateChecked(CertificateVerdict verdict) => _withCertificate.Add(1, verdict switch
    {
        CertificateVerdict.Valid => "valid",
        CertificateVerdict.Expired => "expired",
        _ => "invalid",
    });

    public void PowChecked(bool valid) => _withPow.Add(1, valid ? "valid" : "invalid");

    /// <summary>A registration was refused by a limit: <c>rate</c> or <c>queue</c>.</summary>
    public void Limited(string limit) => _limited.Add(1, limit);

    public void MembersLoaded(uint round, int count) => _members.Set(count, Id(round));

    public void MembersWritten(uint round, int count, TimeSpan elapsed)
    {
        _members.Add(count, Id(round));
        _writes.Observe(elapsed.TotalSeconds);
    }

    public void MembersForgotten(uint round) => _members.Remove(Id(round));

    public void RoundStarted(uint round, Func<ulong> leaves) => _working[round] = leaves;

    public void RoundEnded(uint round)
    {
        _working.TryRemove(round, out _);
        _leaves.Remove(Id(round));
    }

    /// <summary>All families as text, with those of the process.</summary>
    public string Write()
    {
        var text = new StringBuilder(WriteOwn());
        ProcessMetrics.Write(text);
        return text.ToString();
    }

    /// <summary>The families of the service alone, for a process that has more to tell.</summary>
    public string WriteOwn()
    {
        foreach (var (round, leaves) in _working)
            _leaves.Set(leaves(), Id(round));
        var text = new StringBuilder();
        foreach (var series in new[] { _withCertificate, _withPow, _limited, _writes, _leaves, _members })
            series.Write(text);
        Grpc.Write(text);
        return text.ToString();
    }

    private static string Id(uint round) => round.ToString(CultureInfo.InvariantCulture);
}
