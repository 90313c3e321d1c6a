using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Questions to a state.sql of today's version; its node may run.</summary>
internal static class StateQueries
{
    public static T Run<T>(string path, Func<Connection, T> question)
    {
        using var connection = DatabaseFile.OpenReadOnly(path);
        try
        {
            if (DatabaseFile.KindOf(connection) != DatabaseKind.State)
                throw new OperationException(OperationErrorKind.Unsuitable, $"{path} is not a state.sql.");
            DatabaseFile.RequireCurrentSchema(connection, DatabaseFile.SchemaOf(DatabaseKind.State));
            return question(connection);
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(path, exception);
        }
    }
}
