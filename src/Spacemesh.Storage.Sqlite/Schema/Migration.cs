using Microsoft.Extensions.Logging;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>One step to the next version. <paramref name="Apply"/> runs inside its own transaction.</summary>
/// <param name="Number">The <c>user_version</c> after it.</param>
/// <param name="Name">What it does, as errors name it.</param>
/// <param name="Apply">The step itself.</param>
public sealed record Migration(int Number, string Name, Action<Connection, ILogger> Apply)
{
    /// <summary>A step that only runs statements.</summary>
    public static Migration Sql(int number, string name, string statements) => new(number, name, (connection, _) => connection.Execute(statements));
}
