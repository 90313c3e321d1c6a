using Spacemesh.Metrics;
using Spacemesh.Services.Sync;

namespace Spacemesh.Node.Metering;

/// <summary>Writes what sync does into the family <c>syncer</c> (spec 09b §11.1).</summary>
internal sealed class SyncMeter(MetricRegistry registry) : ISyncMeter
{
    public void Ran(bool succeeded) => Family("runs").Add(1, Outcome(succeeded));

    public void StateRan(bool succeeded) => Family("state_runs").Add(1, Outcome(succeeded));

    public void LayerSynced(uint layer) => Family("layers").Set(layer, "data");

    public void EpochSynced(uint epoch) => Family("epochs").Set(epoch, "atx");

    public void OpinionsSynced(uint layer) => Family("layers").Set(layer, "opinion");

    /// <summary>The wrong way round, as in the reference.</summary>
    public void HashResolved(bool succeeded) => Family("hash_resolution").Add(1, Outcome(!succeeded));

    public void CertificateAdopted() => Family("adopted_cert").Add(1);

    public void OpinionPolled() => Family("opn_poll").Add(1, "v2");

    public void PeerFailed(SyncQuestion question)
    {
        Family("peer_error").Add(1, question switch { SyncQuestion.LayerData => "layer", SyncQuestion.Opinion => "opns", SyncQuestion.Certificate => "cert", _ => "mal" });
        if (question == SyncQuestion.Opinion)
            Family("opn_err").Add(1, "v2");
    }

    private static string Outcome(bool succeeded) => succeeded ? "ok" : "not";

    private MetricFamily Family(string name) => registry["spacemesh_syncer_" + name];
}
