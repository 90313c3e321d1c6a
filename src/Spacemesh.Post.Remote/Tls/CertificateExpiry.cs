using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spacemesh.Post.Remote.Tls;

/// <summary>Until when a certificate is good. Warned of early: a service whose certificate has expired cannot prove.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="NotBefore">From when on.</param>
/// <param name="NotAfter">Its last moment.</param>
public sealed record CertificateExpiry(string Name, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>How long before its end a certificate is warned of.</summary>
    public static readonly TimeSpan WarnAhead = TimeSpan.FromDays(14);

    public static CertificateExpiry Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new CertificateExpiry(certificate.Subject, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
    }

    /// <summary>Every certificate of PEM files, in order; files that are missing or hold none are left out.</summary>
    public static IReadOnlyList<CertificateExpiry> OfFiles(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var found = new List<CertificateExpiry>();
        foreach (string path in paths.Where(path => path.Length > 0))
        {
            var certificates = new X509Certificate2Collection();
            try
            {
                certificates.ImportFromPemFile(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Whoever needs the file says what is wrong with it.
            }

            foreach (var certificate in certificates)
            {
                found.Add(Of(certificate) with { Name = path });
                certificate.Dispose();
            }
        }

        return found;
    }

    /// <summary>What to tell the user at a time; null while there is nothing to tell.</summary>
    public string? WarningAt(DateTimeOffset now)
    {
        string end = NotAfter.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        if (now < NotBefore)
            return $"{Name} is not valid before {NotBefore.UtcDateTime:yyyy-MM-dd HH:mm} UTC: check the clocks of both machines";
        if (now >= NotAfter)
            return $"{Name} EXPIRED on {end} UTC: nothing connects with it; make a new one with `spacemesh certs renew`";
        return NotAfter - now <= WarnAhead
            ? $"{Name} expires on {end} UTC, in {(NotAfter - now).TotalDays.ToString("0.0", CultureInfo.InvariantCulture)} days; make a new one with `spacemesh certs renew`"
            : null;
    }
}
