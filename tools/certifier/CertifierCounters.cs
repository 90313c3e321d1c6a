using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Spacemesh.Tools.Certifier;

/// <summary>Requests by the status they got.</summary>
internal sealed class CertifierCounters
{
    private readonly ConcurrentDictionary<int, long> _byStatus = new();

    public void Count(int status) => _byStatus.AddOrUpdate(status, 1, (_, count) => count + 1);

    public string Write()
    {
        var text = new StringBuilder("# HELP http_requests_total Number of requests by status\n# TYPE http_requests_total counter\n");
        foreach (var (status, count) in _byStatus.OrderBy(entry => entry.Key))
            text.Append(CultureInfo.InvariantCulture, $"http_requests_total{{method=\"POST\",endpoint=\"/certify\",status=\"{status}\"}} {count}\n");
        return text.ToString();
    }
}
